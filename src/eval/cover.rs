//! Which stretch of time the log covers for a key.

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use crate::model::{Coverage, GroupId, Millis, SourceCover};

/// An open range of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Piece {
    /// Covered after this instant.
    pub after: Millis,
    /// Covered before this instant. [`Cover::OPEN`]: to the log's last message.
    pub before: Millis,
}

/// The covered stretches, by key.
///
/// A key with a group is covered while a source that carries the group is. A key without one is covered
/// while all chains of sources are, a chain being sources that share groups (one export in several files).
#[derive(Debug, Clone)]
pub struct Cover {
    whole: Vec<Piece>,
    by_group: FxHashMap<GroupId, Vec<Piece>>,
    single: Option<Piece>,
}

impl Cover {
    /// Stands for the time of the log's last message until that is known.
    pub const OPEN: Millis = Millis::MAX - 1;
    /// Stands for a log that is whole.
    const EVER: Piece = Piece { after: Millis::MIN, before: Millis::MAX };

    /// From what the sources say.
    pub fn new(coverage: &Coverage) -> Cover {
        if coverage.complete {
            return Cover { whole: vec![], by_group: HashMap::default(), single: Some(Self::EVER) };
        }
        if let [only] = coverage.sources.as_slice() {
            return Cover { whole: vec![], by_group: HashMap::default(), single: Some(piece(only)) };
        }
        let mut by_group: FxHashMap<GroupId, Vec<Piece>> = HashMap::default();
        for source in &coverage.sources {
            for &group in source.groups.iter().flatten() {
                by_group.entry(group).or_default().push(piece(source));
            }
        }
        for pieces in by_group.values_mut() {
            *pieces = union(std::mem::take(pieces));
        }
        let whole = chains(&coverage.sources).into_iter().map(union).reduce(|a, b| intersect(&a, &b));
        Cover { whole: whole.unwrap_or_default(), by_group, single: None }
    }

    /// The covered stretch around a time; an empty one at that time if it lies outside all.
    pub fn around(&self, group: Option<GroupId>, time: Millis) -> Piece {
        if let Some(piece) = self.single {
            return piece;
        }
        let pieces = self.pieces(group);
        let found = pieces.iter().find(|p| p.after <= time && time <= p.before);
        found.copied().unwrap_or(Piece { after: time, before: time })
    }

    /// The stretch that is covered for every key, if there is only one.
    #[inline]
    pub fn same_for_all(&self) -> Option<Piece> {
        self.single
    }

    /// Where the cover of a key ends, given the time of the log's last message.
    pub fn end(&self, group: Option<GroupId>, last: Millis) -> Millis {
        let piece = match self.single {
            Some(piece) => Some(piece),
            None => self.pieces(group).last().copied(),
        };
        match piece.map(|p| p.before) {
            None | Some(Millis::MAX | Self::OPEN) => last,
            Some(before) => before,
        }
    }

    /// The first instant after which anything is covered.
    pub fn begin(&self, group: Option<GroupId>) -> Option<Millis> {
        match self.single {
            Some(piece) => Some(piece.after),
            None => self.pieces(group).first().map(|p| p.after),
        }
    }

    /// Everything before and after is there.
    pub fn is_complete(&self) -> bool {
        self.single == Some(Self::EVER)
    }

    fn pieces(&self, group: Option<GroupId>) -> &[Piece] {
        match group {
            Some(group) => self.by_group.get(&group).map_or(&[], |p| p),
            None => &self.whole,
        }
    }
}

fn piece(source: &SourceCover) -> Piece {
    Piece { after: source.after, before: source.before.unwrap_or(Cover::OPEN) }
}

/// Joins ranges that overlap.
fn union(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.sort_by_key(|p| (p.after, p.before));
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if piece.after < last.before => last.before = last.before.max(piece.before),
            _ => joined.push(piece),
        }
    }
    joined
}

fn intersect(a: &[Piece], b: &[Piece]) -> Vec<Piece> {
    let mut common = Vec::new();
    for x in a {
        for y in b {
            let piece = Piece { after: x.after.max(y.after), before: x.before.min(y.before) };
            if piece.after < piece.before {
                common.push(piece);
            }
        }
    }
    common
}

/// Sources that share groups, directly or through others, as ranges.
fn chains(sources: &[SourceCover]) -> Vec<Vec<Piece>> {
    let mut chain: Vec<usize> = (0..sources.len()).collect();
    let mut first_with: FxHashMap<GroupId, usize> = HashMap::default();
    for (index, source) in sources.iter().enumerate() {
        for &group in source.groups.iter().flatten() {
            let other = *first_with.entry(group).or_insert(index);
            let (from, to) = (chain[index], chain[other]);
            chain.iter_mut().filter(|c| **c == from).for_each(|c| *c = to);
        }
    }
    let mut by_chain: Vec<Vec<Piece>> = vec![Vec::new(); sources.len()];
    for (source, chain) in sources.iter().zip(chain) {
        by_chain[chain].push(piece(source));
    }
    by_chain.retain(|pieces| !pieces.is_empty());
    by_chain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(after: Millis, before: Millis, groups: &[u32]) -> SourceCover {
        let groups = Some(groups.iter().map(|&g| GroupId(g)).collect());
        SourceCover { after, before: Some(before), groups }
    }

    #[test]
    fn files_of_one_export_join_and_another_export_limits_only_keys_without_group() {
        let sources = vec![source(0, 10, &[1]), source(5, 20, &[1, 2]), source(0, 12, &[3])];
        let cover = Cover::new(&Coverage { complete: false, sources });
        assert_eq!(cover.around(Some(GroupId(1)), 4), Piece { after: 0, before: 20 });
        assert_eq!(cover.around(Some(GroupId(2)), 6), Piece { after: 5, before: 20 });
        assert_eq!(cover.around(Some(GroupId(3)), 6), Piece { after: 0, before: 12 });
        assert_eq!(cover.around(None, 6), Piece { after: 0, before: 12 });
        assert_eq!(cover.around(None, 15), Piece { after: 15, before: 15 });
    }

    #[test]
    fn a_gap_between_two_files_is_not_covered() {
        let sources = vec![source(0, 10, &[1]), source(10, 20, &[1])];
        let cover = Cover::new(&Coverage { complete: false, sources });
        assert_eq!(cover.around(Some(GroupId(1)), 9), Piece { after: 0, before: 10 });
        assert_eq!(cover.around(None, 11), Piece { after: 10, before: 20 });
    }
}
