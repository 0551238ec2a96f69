//! The registry of groups.

use jiff::tz::TimeZone;

use super::details;
use super::fields::{Fields, Keys, What, entries};
use super::table::{self, Entries};
use crate::diag::codes::inputs as code;
use crate::diag::{Diagnostic, Problems};
use crate::model::Directory;
use crate::source::{FileId, Sources, Span};

const REGISTRY: What = ("the group registry", "群登记表");
const GROUP: What = ("a registered group", "群登记条目");

const TOP: Keys = &[("groups", &["群", "群组"])];
const KEYS: Keys = &[
    ("id", &["编号", "群编号", "群ID", "群号", "群"]),
    ("name", &["名称", "群名称", "群名"]),
    ("unit", &["单位", "所属单位"]),
    ("purpose", &["用途"]),
    ("owner", &["群主"]),
    ("size", &["人数", "群人数"]),
    ("tags", &["标签"]),
    ("created", &["建群时间", "创建", "创建时间", "建群日期"]),
    ("ends", &["任务截止"]),
    ("members", &["成员"]),
];
const ENTRIES: Entries = Entries { keys: KEYS, needs: &["id"], what: REGISTRY };

/// Reads the registry of a registered file into the directory: YAML, CSV, or details of groups in JSON
/// (`details`). People are named by id, nickname or name of the roster, which must have been read before.
/// Dates begin in `zone`.
pub fn load(
    sources: &Sources,
    file: FileId,
    zone: &TimeZone,
    directory: &mut Directory,
    problems: &mut Problems,
) {
    if details::load(&sources.file(file).text, file, directory, problems) {
        directory.has_registry = true;
        return;
    }
    let Some(root) = table::parse(sources, file, ENTRIES, problems) else { return };
    directory.has_registry = true;
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for entry in entries(&root, TOP, REGISTRY, problems) {
        let Some(fields) = Fields::of(entry, KEYS, GROUP, problems) else { continue };
        let Some((id, span)) = fields.text("id", problems) else {
            fields.missing("id", GROUP, problems);
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == id) {
            let twice = Diagnostic::at(code::SAME_PERSON_TWICE, span).arg("id", id);
            problems.push(twice.label(*first, ("the first", "第一处")));
            continue;
        }
        seen.push((id, span));
        group(id, &fields, zone, directory, problems);
    }
}

fn group(id: &str, fields: &Fields, zone: &TimeZone, directory: &mut Directory, problems: &mut Problems) {
    let owner = fields.text("owner", problems).map(|(owner, _)| directory.person(owner));
    let mut members: Vec<_> =
        fields.texts("members", problems).into_iter().map(|(id, _)| directory.person(id)).collect();
    let mut unique = std::collections::HashSet::new();
    members.retain(|member| unique.insert(*member));
    let size = fields.number("size", problems);
    let (created, ends) = (fields.instant("created", zone, problems), fields.instant("ends", zone, problems));
    let mut text = |key: &str| fields.text(key, problems).map(|(text, _)| Box::<str>::from(text));
    let (name, unit, purpose) = (text("name"), text("unit"), text("purpose"));
    let tags = fields.texts("tags", problems).into_iter().map(|(tag, _)| tag.into()).collect();
    let group = directory.group(id);
    let group = directory.group_mut(group);
    group.known = true;
    group.name = name.unwrap_or_else(|| id.into());
    group.unit = unit;
    group.purpose = purpose;
    group.owner = owner;
    group.size = size.or((!members.is_empty()).then_some(members.len() as i64));
    group.tags = tags;
    group.created = created;
    group.ends = ends;
    group.members = members;
}
