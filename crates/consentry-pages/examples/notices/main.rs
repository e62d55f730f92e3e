//! Writes every mail about requests in every language with sample data into a folder, to be
//! looked at.
//!
//! `cargo run -p consentry-pages --example notices -- FOLDER`

mod sample;

use std::{fs, path::Path};

use consentry_pages::{Account, ActsAs, Locale, Permission, Publisher, Shown, notice};

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args().nth(1) else {
        return Err(std::io::Error::other("name the folder to write into"));
    };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    for locale in Locale::ALL {
        for (name, notice) in sample::notices() {
            let letter = notice.letter(locale).map_err(std::io::Error::other)?;
            let file = |ending: &str| folder.join(format!("{name}.{}.{ending}", locale.tag()));
            fs::write(file("html"), letter.html)?;
            fs::write(file("txt"), format!("Subject: {}\n\n{}", letter.subject, letter.text))?;
        }
    }
    Ok(())
}
