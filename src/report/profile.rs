//! Where the time of a run went, as a table.

use unicode_width::UnicodeWidthStr;

use super::{Paint, Style};

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// A stage, or a rule.
    pub name: String,
    /// What it took, in nanoseconds.
    pub nanos: u64,
    /// Messages that a rule was shown, as estimated.
    pub shown: Option<u64>,
}

/// Stages with their share of the whole, then rules with their share of the evaluation.
pub fn table(stages: &[Line], rules: &[Line], shown: &str, style: Style) -> String {
    let width = stages.iter().chain(rules).map(|line| line.name.width()).max().unwrap_or(0);
    let mut text = String::new();
    for lines in [stages, rules] {
        let whole = lines.iter().map(|line| line.nanos).sum::<u64>().max(1);
        for line in lines {
            let pad = " ".repeat(width - line.name.width());
            let millis = line.nanos as f64 / 1e6;
            let share = line.nanos as f64 * 100.0 / whole as f64;
            text.push_str(&format!(
                "{}{pad} {millis:>10.1} ms {share:>5.1} %",
                style.paint(Paint::Bold, &line.name)
            ));
            if let Some(count) = line.shown {
                text.push_str(&style.paint(Paint::Dim, &format!(" {count:>12} {shown}")));
            }
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Lang;

    #[test]
    fn columns_stand_below_each_other_whatever_the_script() {
        let line = |name: &str, nanos, shown| Line { name: name.into(), nanos, shown };
        let stages = [line("读取", 3_000_000, None), line("判定", 1_000_000, None)];
        let rules = [line("红包", 250_000, Some(61)), line("flattery", 750_000, Some(1220))];
        insta::assert_snapshot!(table(&stages, &rules, "过目消息", Style::plain(Lang::Zh)), @r"
        读取            3.0 ms  75.0 %
        判定            1.0 ms  25.0 %

        红包            0.2 ms  25.0 %           61 过目消息
        flattery        0.8 ms  75.0 %         1220 过目消息
        ");
    }
}
