# 日付と時刻。時刻は UTC で、そう明記する。

month-1 = 1 月
month-2 = 2 月
month-3 = 3 月
month-4 = 4 月
month-5 = 5 月
month-6 = 6 月
month-7 = 7 月
month-8 = 8 月
month-9 = 9 月
month-10 = 10 月
month-11 = 11 月
month-12 = 12 月
date-day = { $year } 年 { $month } { $day } 日
date-time = { $date } { $time } UTC
