//! Word lists. The first 3,000 sensitive phrases are those beside rule set R; the longer list begins with them.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use crate::rng::Rng;

const FLATTERY: &str = include_str!("../../lists/flattery.txt");
const DEMAND: &str = include_str!("../../lists/demand.txt");
const SENSITIVE: &str = include_str!("../../lists/sensitive.txt");

/// How long the sensitive lists are: each begins with the shorter ones.
pub const SIZES: [usize; 4] = [30, 300, 3_000, 30_000];

/// The 3,755 common characters: level 1 of GB 2312.
pub fn hanzi() -> Vec<char> {
    let mut found = Vec::new();
    for row in 0xb0..0xd8u8 {
        for column in 0xa1..0xffu8 {
            let bytes = [row, column];
            let (text, damaged) = encoding_rs::GBK.decode_without_bom_handling(&bytes);
            // The last row ends early: what follows there is of the private use area.
            found.extend(text.chars().filter(|c| !damaged && ('\u{4e00}'..='\u{9fff}').contains(c)));
        }
    }
    found
}

/// 300 phrases of praise.
pub fn flattery() -> Vec<&'static str> {
    FLATTERY.lines().collect()
}

/// 40 phrases that ask for pictures.
pub fn demand() -> Vec<&'static str> {
    DEMAND.lines().collect()
}

/// 30,000 phrases of 2 to 6 characters, few with Latin letters.
pub fn sensitive() -> Vec<String> {
    let (mut rng, hanzi) = (Rng::new(23), hanzi());
    let mut list: Vec<String> = SENSITIVE.lines().map(str::to_string).collect();
    let mut seen: HashSet<String> = list.iter().cloned().collect();
    while list.len() < SIZES[3] {
        let phrase = phrase(&mut rng, &hanzi);
        if seen.insert(phrase.clone()) {
            list.push(phrase);
        }
    }
    list
}

fn phrase(rng: &mut Rng, hanzi: &[char]) -> String {
    let latin: Vec<char> = "abcdefghijkmnpqrstuvwxyz".chars().collect();
    let u = rng.unit();
    let (letters, characters) = match u {
        _ if u < 0.03 => (0, 2),
        _ if u < 0.06 => (3, 2),
        _ => (0, *rng.pick(&[3, 3, 4, 4, 4, 5, 6])),
    };
    let mut phrase: String = (0..letters).map(|_| *rng.pick(&latin)).collect();
    phrase.extend((0..characters).map(|_| *rng.pick(hanzi)));
    phrase
}

/// Writes all lists into a folder, one phrase a line.
pub fn write(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("flattery.txt"), FLATTERY)?;
    std::fs::write(folder.join("demand.txt"), DEMAND)?;
    std::fs::write(folder.join("sensitive.txt"), SENSITIVE)?;
    let all = sensitive();
    for size in SIZES {
        let lines: String = all[..size].iter().map(|phrase| format!("{phrase}\n")).collect();
        std::fs::write(folder.join(format!("sensitive_{size}.txt")), lines)?;
    }
    Ok(())
}
