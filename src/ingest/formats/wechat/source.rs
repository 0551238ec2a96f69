//! The `msgsource` XML beside a message: whom it mentions.

use super::xml::walk;
use crate::ingest::Reason;

/// Whom a message mentions, as its client recorded it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// Ids.
    pub people: Vec<String>,
    /// `@所有人`.
    pub everyone: bool,
}

/// Reads `<msgsource><atuserlist>wxid_a,wxid_b</atuserlist>…`; `notify@all` stands for everyone.
pub fn mentioned(xml: &str) -> Result<Mentioned, Reason> {
    let mut found = Mentioned::default();
    walk(xml, &mut |path, text| {
        if let [.., "atuserlist"] = path {
            for id in text.split(',').map(str::trim).filter(|id| !id.is_empty()) {
                match id {
                    "notify@all" => found.everyone = true,
                    id => found.people.push(id.into()),
                }
            }
        }
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_everyone() {
        let xml = "<msgsource><atuserlist><![CDATA[wxid_a, wxid_b,notify@all]]></atuserlist><silence>0</silence></msgsource>";
        let found = mentioned(xml).expect("whole XML");
        assert_eq!(found, Mentioned { people: vec!["wxid_a".into(), "wxid_b".into()], everyone: true });
        assert_eq!(mentioned("<msgsource/>").expect("whole XML"), Mentioned::default());
    }
}
