//! Characters: full-width twins, blanks, and what cannot be seen.

/// The ASCII twin of a full-width mark or digit; other characters as they are.
pub fn twin(c: char) -> char {
    match c {
        '、' => ',',
        '“' | '”' | '＂' => '"',
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// ASCII and full-width digits.
pub fn is_digit(c: char) -> bool {
    twin(c).is_ascii_digit()
}

/// A text with its full-width characters as their ASCII twins.
pub fn twins(text: &str) -> String {
    text.chars().map(twin).collect()
}

/// Blanks between words; a line's end is one too.
pub fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{3000}' | '\u{A0}')
}

/// Marks that turn the direction of writing: code that shows them is not what it seems.
pub fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters that have no width or no look.
pub fn is_hidden(c: char) -> bool {
    is_bidi(c)
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
        || matches!(c, '\u{180E}' | '\u{2028}' | '\u{2029}' | '\u{FE00}'..='\u{FE0F}')
}

/// Control characters other than blanks.
pub fn is_control(c: char) -> bool {
    c.is_control() && !is_blank(c)
}

/// True for Chinese characters.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_forms_have_twins() {
        assert_eq!(twins("，、：；（）｛｝［］“”％＞＜＝＋－．０９　"), ",,:;(){}[]\"\"%><=+-.09 ");
        assert_eq!(twins("群a。"), "群a。");
    }
}
