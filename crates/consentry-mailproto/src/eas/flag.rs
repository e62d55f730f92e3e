//! The follow-up flag of a mail (MS-ASEMAIL 2.2.2.34); its dates are those of a task.

use jiff::Timestamp;

use super::InvalidMessage;
use super::codes::codes;
use crate::wbxml::Element;
use crate::wbxml::tag::{email as tag, tasks};

codes! {
    /// What became of a flag.
    pub enum FlagStatus {
        /// There is no flag.
        Cleared = 0,
        /// Done.
        Complete = 1,
        /// To do.
        Active = 2,
    }
}

/// A follow-up flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// What became of it.
    pub status: FlagStatus,
    /// Its words, such as `for Follow Up`.
    pub flag_type: Option<String>,
    /// The subject of the task.
    pub subject: Option<String>,
    /// When to begin, on the user's clock.
    pub start_date: Option<Timestamp>,
    /// When to begin.
    pub utc_start_date: Option<Timestamp>,
    /// When to be done, on the user's clock.
    pub due_date: Option<Timestamp>,
    /// When to be done.
    pub utc_due_date: Option<Timestamp>,
    /// When it was done.
    pub complete_time: Option<Timestamp>,
    /// When the task was done.
    pub date_completed: Option<Timestamp>,
    /// Whether there is a reminder.
    pub reminder_set: Option<bool>,
    /// When the reminder comes.
    pub reminder_time: Option<Timestamp>,
}

impl Flag {
    /// A flag with nothing but its status.
    pub fn new(status: FlagStatus) -> Self {
        Self {
            status,
            flag_type: None,
            subject: None,
            start_date: None,
            utc_start_date: None,
            due_date: None,
            utc_due_date: None,
            complete_time: None,
            date_completed: None,
            reminder_set: None,
            reminder_time: None,
        }
    }

    /// An empty element clears the flag, and a cleared flag is nothing else.
    pub(super) fn read(element: &Element) -> Result<Self, InvalidMessage> {
        let status = element.code_of(tag::STATUS)?.unwrap_or(FlagStatus::Cleared);
        if status == FlagStatus::Cleared {
            return Ok(Self::new(status));
        }
        Ok(Self {
            status,
            flag_type: element.text_of(tag::FLAG_TYPE),
            subject: element.text_of(tasks::SUBJECT),
            start_date: element.time_of(tasks::START_DATE)?,
            utc_start_date: element.time_of(tasks::UTC_START_DATE)?,
            due_date: element.time_of(tasks::DUE_DATE)?,
            utc_due_date: element.time_of(tasks::UTC_DUE_DATE)?,
            complete_time: element.time_of(tag::COMPLETE_TIME)?,
            date_completed: element.time_of(tasks::DATE_COMPLETED)?,
            reminder_set: element.flag_of(tasks::REMINDER_SET)?,
            reminder_time: element.time_of(tasks::REMINDER_TIME)?,
        })
    }

    pub(super) fn to_element(&self) -> Element {
        let element = Element::new(tag::FLAG);
        if self.status == FlagStatus::Cleared {
            return element;
        }
        element
            .with_text_if(tasks::SUBJECT, self.subject.as_deref())
            .with_code(tag::STATUS, self.status)
            .with_text_if(tag::FLAG_TYPE, self.flag_type.as_deref())
            .with_time_if(tag::COMPLETE_TIME, self.complete_time)
            .with_time_if(tasks::DATE_COMPLETED, self.date_completed)
            .with_time_if(tasks::START_DATE, self.start_date)
            .with_time_if(tasks::DUE_DATE, self.due_date)
            .with_time_if(tasks::UTC_START_DATE, self.utc_start_date)
            .with_time_if(tasks::UTC_DUE_DATE, self.utc_due_date)
            .with_flag_if(tasks::REMINDER_SET, self.reminder_set)
            .with_time_if(tasks::REMINDER_TIME, self.reminder_time)
    }
}
