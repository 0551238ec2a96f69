//! Text that was written by others, made safe to show.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with everything that a terminal would obey, or that a reader would not see, written out: control
/// characters as their pictures (`␛`, `␀`, line breaks as `⏎`, tabs as spaces), invisible and bidirectional
/// controls as `⟨U+202E⟩`. Joiners and variation selectors within emoji stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    let Some(first) = text.char_indices().find(|&(_, c)| hidden(c)).map(|(at, _)| at) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    let mut before = text[..first].chars().next_back();
    let mut rest = text[first..].chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => out.push('⏎'),
            '\t' => out.push(' '),
            '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('␦')),
            '\u{7f}' => out.push('␡'),
            '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' if before.is_some_and(in_emoji) => out.push(c),
            _ if hidden(c) => _ = write!(out, "⟨U+{:04X}⟩", u32::from(c)),
            _ => out.push(c),
        }
        before = Some(c);
    }
    Cow::Owned(out)
}

/// What a joiner or selector may follow without hiding anything.
fn in_emoji(c: char) -> bool {
    let emoji = super::emoji::is_emoji(c) || super::emoji::is_skin_tone(c);
    emoji || matches!(c, '\u{fe0f}' | '0'..='9' | '#' | '*' | '©' | '®' | '™' | 'ℹ' | '㊗' | '㊙' | '‼' | '⁉')
}

fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_obeyed_and_nothing_unseen_gets_through() {
        assert_eq!(visible("\u{1b}[31m红\u{1b}]0;x\u{7}"), "␛[31m红␛]0;x␇");
        assert_eq!(visible("a\u{202e}b\u{2066}c\u{feff}\u{9b}31m"), "a⟨U+202E⟩b⟨U+2066⟩c⟨U+FEFF⟩⟨U+009B⟩31m");
        assert_eq!(visible("一\r\n二\n三\r四\u{2028}五\t六\0"), "一⏎二⏎三⏎四⏎五 六␀");
        assert_eq!(visible("红\u{200b}包\u{200d}x\u{fe0f}"), "红⟨U+200B⟩包⟨U+200D⟩x⟨U+FE0F⟩");
        assert!(matches!(visible("收到，谢谢！[玫瑰]🌹"), Cow::Borrowed(_)));
    }

    #[test]
    fn emoji_stay_whole() {
        for text in ["❤️", "👩🏽‍💻", "🏳️‍🌈", "1️⃣", "㊙️"] {
            assert_eq!(visible(text), text);
        }
    }
}
