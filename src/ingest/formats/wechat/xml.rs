//! A walk through the XML within messages, which anybody may have made up.
//!
//! Entities are never defined by the text itself, nothing is fetched, and the walk takes time and memory in
//! proportion to the text. Clients write XML loosely: a bare `&` or a wrong end tag is no mistake here.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

use smallvec::SmallVec;

use crate::ingest::Reason;

/// Longest XML that is looked at, in bytes.
pub const LONGEST: usize = 4 << 20;
/// Deepest nesting.
pub const DEEPEST: usize = 64;

/// Hands every text that is not blank to `each`, with the names of the elements around it, outermost first.
/// An attribute counts as an element within its element.
pub fn walk(xml: &str, each: &mut dyn FnMut(&[&str], &str)) -> Result<(), Reason> {
    if xml.len() > LONGEST {
        return Err(Reason::new("its XML is longer than 4 MiB", "其中的 XML 超过 4 MiB"));
    }
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut walk = Walk { path: Vec::new(), depth: 0, begun: false, each };
    loop {
        match reader.read_event().map_err(|_| broken(reader.error_position()))? {
            Event::Start(tag) => walk.open(&tag)?,
            Event::Empty(tag) => {
                walk.open(&tag)?;
                walk.close();
            }
            Event::End(_) => walk.close(),
            Event::Text(text) => walk.text(&text.into_inner()),
            Event::CData(text) => walk.text(&text.into_inner()),
            Event::GeneralRef(entity) => walk.text(&resolve(&entity)),
            Event::Eof if walk.depth > 0 => {
                return Err(Reason::new("its XML is cut off", "其中的 XML 不完整"));
            }
            Event::Eof if !walk.begun => return Err(broken(0)),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn broken(at: u64) -> Reason {
    Reason::new(format!("its XML breaks at byte {at}"), format!("其中的 XML 在第 {at} 字节处出错"))
}

struct Walk<'f> {
    /// The elements around, and the text within each as far as it has been read; behind them what was used before.
    path: Vec<(String, String)>,
    depth: usize,
    begun: bool,
    each: &'f mut dyn FnMut(&[&str], &str),
}

impl Walk<'_> {
    fn open(&mut self, tag: &BytesStart) -> Result<(), Reason> {
        if self.depth == DEEPEST {
            return Err(Reason::new("its XML is nested too deep", "其中的 XML 嵌套过深"));
        }
        self.begun = true;
        if self.path.len() == self.depth {
            self.path.push(Default::default());
        }
        if let Some((name, text)) = self.path.get_mut(self.depth) {
            name.clear();
            name.push_str(tag.name().into_inner());
            text.clear();
        }
        self.depth += 1;
        // That no name stands twice takes quadratic time to check, and does not matter.
        for attribute in tag.attributes().with_checks(false).flatten() {
            let value = unescape(&attribute.value).unwrap_or(Cow::Borrowed(&attribute.value));
            self.emit(Some(attribute.key.into_inner()), &value);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some((_, last)) = self.path.get_mut(..self.depth).and_then(|path| path.last_mut()) {
            last.push_str(text);
        }
    }

    fn close(&mut self) {
        let Some(last) = self.depth.checked_sub(1) else { return };
        let text = self.path.get_mut(last).map(|(_, text)| std::mem::take(text)).unwrap_or_default();
        self.emit(None, &text);
        if let Some((_, room)) = self.path.get_mut(last) {
            *room = text;
        }
        self.depth = last;
    }

    fn emit(&mut self, attribute: Option<&str>, text: &str) {
        if !text.trim().is_empty() {
            let around = self.path.iter().take(self.depth).map(|(name, _)| name.as_str());
            let path: SmallVec<[&str; 16]> = around.chain(attribute).collect();
            (self.each)(&path, text);
        }
    }
}

/// A character, one of the five entities that XML has, or what was written.
fn resolve(entity: &BytesRef) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    let name = entity.xml10_content();
    resolve_predefined_entity(&name).map_or_else(|| format!("&{name};"), str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(xml: &str) -> Result<Vec<String>, String> {
        let mut found = Vec::new();
        let each = &mut |path: &[&str], text: &str| found.push(format!("{}={text}", path.join("/")));
        walk(xml, each).map(|()| found.clone()).map_err(|reason| reason.0.en)
    }

    fn nested(depth: usize) -> String {
        format!("{}x{}", "<a>".repeat(depth), "</a>".repeat(depth))
    }

    #[test]
    fn texts_and_attributes_come_with_their_path() {
        let xml = "<?xml version=\"1.0\"?>\n<a b='1 &lt; 2'> <c>x&amp;<![CDATA[<y>]]>&#20013;</c><d/><e f=\"g\"/></a>";
        assert_eq!(
            walked(xml).as_deref(),
            Ok(&["a/b=1 < 2", "a/c=x&<y>中", "a/e/f=g"].map(String::from)[..])
        );
    }

    #[test]
    fn looseness_is_no_mistake() {
        assert_eq!(
            walked("<a>b & c<d>e</x></a>").as_deref(),
            Ok(&["a/d=e", "a=b & c"].map(String::from)[..])
        );
    }

    #[test]
    fn entities_are_never_expanded() {
        let lol = "<!DOCTYPE a [<!ENTITY x \"0123456789\"><!ENTITY y \"&x;&x;&x;&x;\">]><a b='&y;'>&y;</a>";
        assert_eq!(walked(lol).as_deref(), Ok(&["a/b=&y;", "a=&y;"].map(String::from)[..]));
        let file = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>";
        assert_eq!(walked(file).as_deref(), Ok(&["a=&x;"].map(String::from)[..]));
    }

    #[test]
    fn depth_and_length_have_limits() {
        assert!(walked(&nested(DEEPEST)).is_ok());
        assert_eq!(walked(&nested(DEEPEST + 1)), Err("its XML is nested too deep".into()));
        let long = format!("<a>{}</a>", "x".repeat(LONGEST));
        assert_eq!(walked(&long), Err("its XML is longer than 4 MiB".into()));
        let attributes: String = (0..200_000).map(|n| format!(" a{n}='1'")).collect();
        assert_eq!(walked(&format!("<a{attributes}/>")).map(|found| found.len()), Ok(200_000));
    }

    #[test]
    fn what_breaks_off_is_told() {
        assert_eq!(walked("<a><b>"), Err("its XML is cut off".into()));
        assert!(walked("").is_err() && walked("没有 XML").is_err() && walked("<a").is_err());
    }
}
