//! Boundary cases of hours, windows and deadlines.

use proptest::prelude::*;

use super::*;
use crate::plan::{Clock, Hours, HoursSpan};
use crate::time::civil::HOUR;

const WORKWEEK: u8 = 0b1_1111;

fn span(days: u8, times: &[(i64, i64)]) -> HoursSpan {
    let times = times.iter().map(|&(from, to)| (from * 60_000, to * 60_000)).collect();
    HoursSpan { days, workdays: days == WORKWEEK, times }
}

/// Hours 0: work; 1: night of workdays; 2: night of Fridays; 3: work by the plain week; 4: overlapping; 5: none.
fn clocks() -> Clocks {
    let clock = |timezone: &str, calendar: Option<&str>| Clock {
        timezone: timezone.to_owned(),
        calendar: calendar.map(str::to_owned),
    };
    let hours = |clock: usize, spans: Vec<HoursSpan>| Hours { name: String::new(), clock, spans };
    let day = [(8 * 60 + 30, 12 * 60), (14 * 60, 17 * 60 + 30)];
    let plan = Plan {
        clocks: vec![
            clock("Asia/Shanghai", Some("cn")),
            clock("Europe/Berlin", None),
            clock("America/Sao_Paulo", None),
            clock("Asia/Shanghai", Some("unknown")),
            clock("Europe/Berlin", Some("cn")),
        ],
        hours: vec![
            hours(0, vec![span(WORKWEEK, &day)]),
            hours(0, vec![span(WORKWEEK, &[(22 * 60, 7 * 60)])]),
            hours(0, vec![span(0b1_0000, &[(22 * 60, 7 * 60)])]),
            hours(1, vec![span(WORKWEEK, &day)]),
            hours(
                0,
                vec![span(0b111_1111, &[(22 * 60, 7 * 60), (6 * 60, 9 * 60)]), span(1, &[(0, 24 * 60)])],
            ),
            hours(0, vec![]),
        ],
        ..Plan::default()
    };
    Clocks::bind(&plan, |name| (name == "cn").then(|| Arc::new(Calendar::cn())))
}

/// An instant from `YYYY-MM-DD HH:MM` of a clock.
fn at(clocks: &Clocks, clock: usize, text: &str) -> Millis {
    let (date, time) = text.split_once(' ').expect("date and time");
    let (hour, minute) = time.split_once(':').expect("hours and minutes");
    let minutes = hour.parse::<i64>().expect("hours") * 60 + minute.parse::<i64>().expect("minutes");
    clocks.zone(clock).instant(civil::midnight(civil::parse(date).expect("a date")) + minutes * 60_000)
}

/// `YYYY-MM-DD HH:MM` of an instant.
fn show(clocks: &Clocks, clock: usize, t: Millis) -> String {
    let (y, m, d) = civil::ymd(clocks.day(clock, t));
    let minutes = clocks.clock(clock, t) / 60_000;
    format!("{y}-{m:02}-{d:02} {:02}:{:02}", minutes / 60, minutes % 60)
}

#[test]
fn hours_hold_their_start_and_not_their_end() {
    let clocks = clocks();
    for (hours, time, expected) in [
        (0, "2026-11-23 08:29", Ok(false)),
        (0, "2026-11-23 08:30", Ok(true)),
        (0, "2026-11-23 11:59", Ok(true)),
        (0, "2026-11-23 12:00", Ok(false)),
        (0, "2026-11-21 10:00", Ok(false)),
        (0, "2026-02-14 10:00", Ok(true)), // a make-up Saturday
        (0, "2026-10-01 10:00", Ok(false)),
        (0, "2027-01-04 10:00", Err(2027)),
        (0, "2027-01-04 13:00", Ok(false)), // not in question at this time
        (1, "2026-09-30 23:00", Ok(true)),
        (1, "2026-10-01 06:59", Ok(true)), // belongs to the day before
        (1, "2026-10-01 07:00", Ok(false)),
        (1, "2026-10-01 22:00", Ok(false)),
        (1, "2026-10-08 06:00", Ok(false)), // the day before was a holiday
        (1, "2027-01-01 06:00", Ok(true)),  // belongs to 2026
        (1, "2027-01-01 22:00", Err(2027)),
        (2, "2026-11-27 22:00", Ok(true)),
        (2, "2026-11-28 06:59", Ok(true)),
        (2, "2026-11-27 06:59", Ok(false)),
        (3, "2026-11-23 10:00", Ok(false)), // Berlin's clock, 03:00
        (4, "2026-11-23 13:00", Ok(true)),
        (5, "2026-11-23 13:00", Ok(false)),
        (99, "2026-11-23 13:00", Ok(false)),
    ] {
        assert_eq!(clocks.in_hours(hours, at(&clocks, 0, time)), expected, "hours {hours} at {time}");
    }
}

#[test]
fn days_of_the_calendar() {
    let clocks = clocks();
    let makeup = at(&clocks, 0, "2026-02-14 12:00");
    assert_eq!((clocks.workday(0, makeup), clocks.weekend(0, makeup)), (Ok(true), true));
    let holiday = at(&clocks, 0, "2026-10-01 00:00");
    assert_eq!((clocks.holiday(0, holiday), clocks.workday(0, holiday - 1)), (Ok(true), Ok(true)));
    assert_eq!(clocks.workday(0, at(&clocks, 0, "2027-01-01 00:00")), Err(2027));
    assert_eq!(clocks.workday(0, at(&clocks, 0, "2027-01-01 00:00") - 1), Ok(true));
    assert_eq!(clocks.workday(1, holiday), Err(2026), "a clock without a calendar");
    assert_eq!(clocks.workday(3, holiday), Err(2026), "a calendar that nobody knows");
    assert_eq!((clocks.weekday(0, holiday), clocks.clock(0, holiday)), (4, 0));
}

#[test]
fn windows_follow_the_zone() {
    let clocks = clocks();
    let hours = |clock: usize, unit: Unit, time: &str| {
        let (start, end) = clocks.window(unit, clock, at(&clocks, clock, time));
        (show(&clocks, clock, start), (end - start) / HOUR)
    };
    assert_eq!(hours(1, Unit::Day, "2026-03-29 12:00"), ("2026-03-29 00:00".into(), 23));
    assert_eq!(hours(1, Unit::Day, "2026-10-25 12:00"), ("2026-10-25 00:00".into(), 25));
    assert_eq!(hours(1, Unit::Hour, "2026-10-25 02:30"), ("2026-10-25 02:00".into(), 2));
    assert_eq!(hours(0, Unit::Week, "2026-11-29 23:59"), ("2026-11-23 00:00".into(), 7 * 24));
    assert_eq!(hours(0, Unit::Week, "2026-11-23 00:00"), ("2026-11-23 00:00".into(), 7 * 24));
    assert_eq!(hours(0, Unit::Month, "2026-12-31 23:59"), ("2026-12-01 00:00".into(), 31 * 24));
    // Midnight was skipped in São Paulo.
    assert_eq!(hours(2, Unit::Day, "2018-11-04 12:00"), ("2018-11-04 01:00".into(), 23));
    assert_eq!(hours(0, Unit::Day, "1986-05-04 12:00").1, 23);
}

#[test]
fn windows_between_have_no_gap() {
    let clocks = clocks();
    for (clock, unit) in
        [(1, Unit::Hour), (2, Unit::Hour), (1, Unit::Day), (2, Unit::Day), (0, Unit::Week), (2, Unit::Month)]
    {
        let (from, to) = (at(&clocks, clock, "2018-01-31 12:00"), at(&clocks, clock, "2018-12-31 12:00"));
        let windows: Vec<_> = clocks.windows_between(unit, clock, from, to).collect();
        assert!(windows[0].0 <= from && from < windows[0].1);
        assert!(windows.last().is_some_and(|&(start, end)| start <= to && to < end));
        assert!(windows.windows(2).all(|pair| pair[0].1 == pair[1].0), "{unit:?}");
        assert!(windows.iter().all(|(start, end)| start < end), "{unit:?}");
    }
    assert_eq!(clocks.windows_between(Unit::Day, 0, 1, 0).count(), 0);
}

#[test]
fn workdays_keep_the_time_of_day() {
    let clocks = clocks();
    let on = |count, time: &str| {
        clocks
            .deadline(&Within::Workdays { count, clock: 0 }, at(&clocks, 0, time))
            .map(|t| show(&clocks, 0, t))
    };
    let back = |count, time: &str| {
        clocks.start(&Within::Workdays { count, clock: 0 }, at(&clocks, 0, time)).map(|t| show(&clocks, 0, t))
    };
    assert_eq!(on(1000, "2026-11-20 15:00"), Ok("2026-11-23 15:00".into()));
    assert_eq!(on(1000, "2026-11-21 15:00"), Ok("2026-11-24 00:00".into()), "the end of Monday");
    assert_eq!(on(500, "2026-11-20 18:00"), Ok("2026-11-23 06:00".into()));
    assert_eq!(on(1000, "2026-11-20 00:00"), Ok("2026-11-23 00:00".into()));
    assert_eq!(on(1000, "2026-02-13 09:00"), Ok("2026-02-14 09:00".into()), "a make-up Saturday");
    assert_eq!(on(2000, "2026-02-13 09:00"), Ok("2026-02-24 09:00".into()), "over the Spring Festival");
    assert_eq!(on(1000, "2026-12-30 09:00"), Ok("2026-12-31 09:00".into()));
    assert_eq!(on(2000, "2026-12-30 09:00"), Err(2027));
    assert_eq!(back(1000, "2026-11-23 15:00"), Ok("2026-11-20 15:00".into()));
    assert_eq!(back(1000, "2026-11-22 15:00"), Ok("2026-11-20 00:00".into()), "the whole of Friday");
    assert_eq!(back(500, "2026-11-23 06:00"), Ok("2026-11-20 18:00".into()));
    assert_eq!(on(i64::MAX, "2026-11-23 06:00"), Err(2027));
    assert_eq!(back(i64::MAX, "2026-11-23 06:00"), Err(2022));
}

#[test]
fn working_time_passes_in_the_hours_only() {
    let clocks = clocks();
    let within = |minutes: i64, hours| Within::Workhours { millis: minutes * 60_000, hours };
    let on = |minutes, hours, time: &str| {
        clocks.deadline(&within(minutes, hours), at(&clocks, 0, time)).map(|t| show(&clocks, 0, t))
    };
    let back = |minutes, hours, time: &str| {
        clocks.start(&within(minutes, hours), at(&clocks, 0, time)).map(|t| show(&clocks, 0, t))
    };
    assert_eq!(on(30, 0, "2026-11-23 09:00"), Ok("2026-11-23 09:30".into()));
    assert_eq!(on(30, 0, "2026-11-23 11:50"), Ok("2026-11-23 14:20".into()));
    assert_eq!(on(30, 0, "2026-11-20 17:00"), Ok("2026-11-20 17:30".into()), "to the last minute");
    assert_eq!(on(30, 0, "2026-11-20 17:01"), Ok("2026-11-23 08:31".into()));
    assert_eq!(on(30, 0, "2026-11-21 03:00"), Ok("2026-11-23 09:00".into()));
    assert_eq!(on(7 * 60, 0, "2026-02-13 08:30"), Ok("2026-02-13 17:30".into()));
    assert_eq!(on(7 * 60 + 1, 0, "2026-02-13 08:30"), Ok("2026-02-14 08:31".into()));
    assert_eq!(on(30, 0, "2026-12-31 17:10"), Err(2027));
    assert_eq!(on(20, 0, "2026-12-31 17:10"), Ok("2026-12-31 17:30".into()), "2027 is not asked for");
    assert_eq!(on(120, 1, "2026-10-01 05:00"), Ok("2026-10-01 07:00".into()));
    assert_eq!(on(121, 1, "2026-10-01 05:00"), Ok("2026-10-08 22:01".into()));
    assert_eq!(on(60, 4, "2026-11-24 08:30"), Ok("2026-11-24 22:30".into()), "overlapping hours count once");
    assert_eq!(clocks.deadline(&within(1, 5), 0), Ok(Millis::MAX), "there is no working time");
    assert_eq!(clocks.start(&within(1, 5), 0), Ok(Millis::MIN));
    assert_eq!(back(30, 0, "2026-11-23 08:40"), Ok("2026-11-20 17:10".into()));
    assert_eq!(back(30, 0, "2026-11-22 12:00"), Ok("2026-11-20 17:00".into()));
    assert_eq!(back(121, 1, "2026-10-08 23:00"), Ok("2026-10-01 05:59".into()));
}

proptest! {
    #[test]
    fn deadlines_and_starts_are_monotone_and_turn_each_other_round(
        t in 1_767_300_000_000i64..1_790_000_000_000, step in 0i64..4 * DAY, amount in 1i64..6000, which in 0usize..6,
    ) {
        let clocks = clocks();
        let within = match which {
            0 => Within::Plain(amount * 60_000),
            1 => Within::Workdays { count: amount, clock: 0 },
            5 => Within::Workdays { count: amount, clock: 4 },
            hours => Within::Workhours { millis: amount * 60_000, hours: [0, 1, 3][hours - 2] },
        };
        let deadline = |t| clocks.deadline(&within, t).expect("published");
        let start = |t| clocks.start(&within, t).expect("published");
        prop_assert!(deadline(t) >= t && start(t) <= t);
        prop_assert!(deadline(t) <= deadline(t + step), "deadlines in order");
        prop_assert!(start(t) <= start(t + step), "starts in order");
        prop_assert!(deadline(start(t)) <= t || !matches!(within, Within::Workhours { .. }), "no more time than asked for");
        // Working time from t to the deadline is what was asked for, by a count of minutes.
        if let Within::Workhours { hours, .. } = within {
            let t = t.div_euclid(60_000) * 60_000;
            let minutes = (t / 60_000..deadline(t) / 60_000).filter(|m| clocks.in_hours(hours, m * 60_000) == Ok(true));
            prop_assert_eq!(minutes.count() as i64, amount);
        }
    }
}
