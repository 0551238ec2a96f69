//! WeChat's type numbers. `Type` and `SubType` are columns of its databases; version 4 packs both in one number.
//! Source: `internal/model/message.go` of sjzar/chatlog (Apache-2.0), which agrees with
//! `pywxdump/db/utils/common_utils.py` of PyWxDump where both know a number.

use crate::model::Kind;

/// Type of app messages, told apart by their sub-type.
pub const APP: i64 = 49;

/// Kinds by type.
pub const TYPES: &[(i64, Kind)] = &[
    (1, Kind::Text),
    (3, Kind::Image),
    (34, Kind::Voice),
    (37, Kind::Other), // a request to be friends
    (42, Kind::Card),
    (43, Kind::Video),
    (47, Kind::Sticker),
    (48, Kind::Location),
    (50, Kind::Call),
    (62, Kind::Video), // a short one
    (65, Kind::Other), // WeCom's greeting
    (66, Kind::Card),  // of a WeCom contact
    (10000, Kind::System),
    (10002, Kind::System),
    (11000, Kind::Other),
];

/// Kinds of app messages by sub-type.
pub const APPS: &[(i64, Kind)] = &[
    (1, Kind::Text), // pasted
    (3, Kind::Link), // music
    (4, Kind::Link),
    (5, Kind::Link),
    (6, Kind::File),
    (8, Kind::Sticker),   // a GIF
    (17, Kind::Location), // live
    (19, Kind::ChatRecord),
    (24, Kind::Other), // a note
    (33, Kind::MiniProgram),
    (36, Kind::MiniProgram),
    (40, Kind::Other), // of the favourites
    (50, Kind::Card),  // of a channel (视频号)
    (51, Kind::Link),  // a channel's video
    (53, Kind::Solitaire),
    (57, Kind::Quote),
    (62, Kind::Poke),
    (63, Kind::Link), // a channel's live stream
    (74, Kind::File), // on its way up
    (87, Kind::Notice),
    (88, Kind::Link), // a live stream, replayed
    (92, Kind::Link), // music
    (2000, Kind::Transfer),
    (2001, Kind::RedPacket),
    (2003, Kind::Other), // a cover for red packets: no money
];

/// The kind of a type and sub-type. `None`: numbers that the tables do not know.
///
/// System messages of the types 10000 and 10002 are told apart by [`super::system::system`].
pub fn kind(number: i64, sub: i64) -> Option<Kind> {
    let (table, number) = if number == APP { (APPS, sub) } else { (TYPES, number) };
    table.iter().find(|(known, _)| *known == number).map(|(_, kind)| *kind)
}

/// Type and sub-type of the one number of version 4: the low and the high 32 bits.
pub fn unpack(local_type: i64) -> (i64, i64) {
    (local_type & 0xffff_ffff, local_type >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_for_kinds() {
        assert_eq!(kind(1, 0), Some(Kind::Text));
        assert_eq!(kind(APP, 2001), Some(Kind::RedPacket));
        assert_eq!(kind(APP, 57), Some(Kind::Quote));
        assert_eq!(kind(10000, 4), Some(Kind::System));
        assert_eq!((kind(APP, 999), kind(2001, 0)), (None, None));
    }

    #[test]
    fn version_4_packs_two_numbers() {
        assert_eq!(unpack(244_813_135_921), (49, 57));
        assert_eq!(unpack(10000), (10000, 0));
    }

    #[test]
    fn no_number_stands_twice() {
        for table in [TYPES, APPS] {
            assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }
}
