//! What the log covers, key by key.

use qungui::eval::KeyValue;
use qungui::fields::Field;
use qungui::model::{Coverage, GroupId, Millis, SourceCover};
use qungui::plan::KeyField;

/// A covered stretch, open at both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Piece {
    pub after: Millis,
    pub before: Millis,
}

/// The stretches in which every source that can carry the key is covered.
pub fn pieces(coverage: &Coverage, last: Millis, key: &[KeyField], values: &[KeyValue]) -> Vec<Piece> {
    if coverage.complete {
        return vec![Piece { after: Millis::MIN, before: Millis::MAX }];
    }
    let group = key.iter().zip(values).find_map(|(field, value)| match (field.field, value) {
        (Field::Group, KeyValue::Group(group)) => Some(*group),
        _ => None,
    });
    let sources: Vec<&SourceCover> = coverage.sources.iter().collect();
    if let [only] = sources[..] {
        return union([only], last);
    }
    match group {
        Some(group) => union(sources.into_iter().filter(|source| carries(source, group)), last),
        _ => chains(sources)
            .into_iter()
            .map(|chain| union(chain, last))
            .reduce(intersection)
            .unwrap_or_default(),
    }
}

fn carries(source: &SourceCover, group: GroupId) -> bool {
    source.groups.as_ref().is_none_or(|groups| groups.contains(&group))
}

fn linked(a: &SourceCover, b: &SourceCover) -> bool {
    match (&a.groups, &b.groups) {
        (Some(a), Some(b)) => a.iter().any(|group| b.contains(group)),
        _ => true,
    }
}

fn chains(sources: Vec<&SourceCover>) -> Vec<Vec<&SourceCover>> {
    let mut chains: Vec<Vec<&SourceCover>> = Vec::new();
    for source in sources {
        let (mine, mut others): (Vec<_>, Vec<_>) =
            chains.into_iter().partition(|chain| chain.iter().any(|other| linked(source, other)));
        let mut chain: Vec<&SourceCover> = mine.into_iter().flatten().collect();
        chain.push(source);
        others.push(chain);
        chains = others;
    }
    chains
}

fn union<'a>(sources: impl IntoIterator<Item = &'a SourceCover>, last: Millis) -> Vec<Piece> {
    let mut all: Vec<Piece> = sources
        .into_iter()
        .map(|source| Piece { after: source.after, before: source.before.unwrap_or(last) })
        .collect();
    all.sort();
    let mut pieces: Vec<Piece> = Vec::new();
    for piece in all {
        match pieces.last_mut() {
            Some(open) if piece.after < open.before => open.before = open.before.max(piece.before),
            _ => pieces.push(piece),
        }
    }
    pieces
}

fn intersection(one: Vec<Piece>, other: Vec<Piece>) -> Vec<Piece> {
    let mut both = Vec::new();
    for a in &one {
        for b in &other {
            let piece = Piece { after: a.after.max(b.after), before: a.before.min(b.before) };
            if piece.after < piece.before {
                both.push(piece);
            }
        }
    }
    both.sort();
    both
}

/// The stretch that a time lies in, or at the edge of; outside all, that instant.
pub fn at(pieces: &[Piece], time: Millis) -> Piece {
    let around = pieces.iter().find(|piece| piece.after <= time && time <= piece.before);
    around.copied().unwrap_or(Piece { after: time, before: time })
}
