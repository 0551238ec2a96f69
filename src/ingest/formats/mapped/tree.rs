//! The JSON of a record, as far as a map of its members needs it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::ingest::formats::json::Text;

/// A value; texts are those of the record where they can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node<'a> {
    /// Null.
    Nothing,
    /// A text, a number or a flag, as it is written.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Node<'a>>),
    /// The members of an object.
    Members(Vec<(Cow<'a, str>, Node<'a>)>),
}

impl<'a> Node<'a> {
    fn member(&self, name: &str) -> Option<&Node<'a>> {
        let Node::Members(members) = self else { return None };
        members.iter().rfind(|(known, _)| known == name).map(|(_, node)| node)
    }

    /// The text at a path through objects.
    pub fn plain(&self, path: &[String]) -> Option<Cow<'a, str>> {
        let node = path.iter().try_fold(self, |node, name| node.member(name))?;
        match node {
            Node::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// Finds the texts at a path.
    pub fn walk(&self, path: &[String], found: &mut Vec<Cow<'a, str>>) {
        match (self, path) {
            (Node::List(items), _) => items.iter().for_each(|item| item.walk(path, found)),
            (Node::Members(_), [name, rest @ ..]) => {
                // A name may hold dots of its own.
                let whole = || self.member(&path.join("."));
                if let Some(node) = self.member(name) {
                    node.walk(rest, found);
                } else if let Some(node) = Some(rest).filter(|rest| !rest.is_empty()).and_then(|_| whole()) {
                    node.walk(&[], found);
                }
            }
            (Node::Text(text), []) => found.push(text.clone()),
            _ => {}
        }
    }
}

/// The names that members at these paths may have.
pub fn names<'p>(paths: impl IntoIterator<Item = &'p Vec<String>>) -> Vec<String> {
    let mut names = Vec::new();
    for path in paths {
        names.extend_from_slice(path);
        names.extend((0..path.len()).map(|from| path[from..].join(".")));
    }
    names.sort();
    names.dedup();
    names
}

/// Reads a value, passing over members of other names.
#[derive(Clone, Copy)]
pub struct Keep<'n>(pub &'n [String]);

impl<'de> DeserializeSeed<'de> for Keep<'_> {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Node<'de>, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keep<'_> {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("anything")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(text.into())))
    }
    fn visit_u64<E>(self, n: u64) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(n.to_string())))
    }
    fn visit_i64<E>(self, n: i64) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(n.to_string())))
    }
    fn visit_f64<E>(self, n: f64) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(Value::from(n).to_string())))
    }
    fn visit_bool<E>(self, flag: bool) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(if flag { "true" } else { "false" })))
    }
    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Nothing)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Node::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(Text(name)) = map.next_key()? {
            let name: Cow<str> = name.unwrap_or_default();
            match self.0.iter().any(|known| *known == name) {
                true => members.push((name, map.next_value_seed(self)?)),
                false => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Node::Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(json: &str, path: &str) -> Vec<String> {
        let path: Vec<String> = path.split('.').map(Into::into).collect();
        let names = names([&path]);
        let node = Keep(&names).deserialize(&mut serde_json::Deserializer::from_str(json)).expect("JSON");
        let mut found = Vec::new();
        node.walk(&path, &mut found);
        found.into_iter().map(Cow::into_owned).collect()
    }

    #[test]
    fn texts_are_found_at_their_paths() {
        assert_eq!(find(r#"{"b":2,"a":{"c":0,"b":"\u4e2d"}}"#, "a.b"), ["中"]);
        assert_eq!(find(r#"{"a.b":1.50,"b":2}"#, "a.b"), ["1.5"]);
        assert_eq!(find(r#"{"a":[{"b":"x"},3,{"b":[true,null]}]}"#, "a.b"), ["x", "true"]);
        assert_eq!(find(r#"{"a":1,"a":2}"#, "a"), ["2"], "the last one holds");
        assert_eq!(find(r#"{"a":{"x":[[[[{"a":1}]]]]}}"#, "a.b"), [""; 0]);
    }

    #[test]
    fn what_is_not_mapped_is_not_kept() {
        let names = names([&vec!["a".to_string()]]);
        let text = r#"{"b":[1,2,3],"a":"x"}"#;
        let node = Keep(&names).deserialize(&mut serde_json::Deserializer::from_str(text)).expect("JSON");
        assert_eq!(node, Node::Members(vec![("a".into(), Node::Text("x".into()))]));
    }
}
