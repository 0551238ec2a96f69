//! Parquet, behind its feature: native columns, a user's map, damage.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs/parquet").join(name)
}

fn qungui(args: &[&str], log: &Path) -> (i32, String, String) {
    let project = fixture("qungui.yaml");
    let mut command = Command::new(env!("CARGO_BIN_EXE_qungui"));
    let done =
        command.args(args).arg(log).arg("--project").arg(project).args(["--lang", "en"]).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&*log.to_string_lossy(), "LOG");
    (done.status.code().unwrap(), text(&done.stdout), text(&done.stderr))
}

#[test]
#[cfg(not(feature = "parquet"))]
fn a_program_without_the_feature_names_it() {
    let (code, _, said) = qungui(&["inspect"], &fixture("every.parquet"));
    assert_eq!(code, 3);
    assert!(said.contains("QG6046") && said.contains("the feature `parquet`"), "{said}");
}

#[cfg(feature = "parquet")]
mod with_the_feature {
    use super::*;

    #[test]
    fn native_columns_are_read_without_a_map() {
        let (code, out, said) = qungui(&["convert"], &fixture("every.parquet"));
        assert_eq!(code, 0, "{said}");
        insta::assert_snapshot!(out);
    }

    #[test]
    fn a_map_that_does_not_fit_is_blamed_where_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs/parquet/local.parquet");
        std::fs::copy(fixture, folder.path().join("a.parquet")).unwrap();
        std::fs::write(folder.path().join("qungui.yaml"), "columns: { time: 发送时閒, sender: 工号 }\n")
            .unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_qungui"));
        let done = command.args(["inspect", "a.parquet", "--lang", "en"]).current_dir(folder.path()).output();
        let said = String::from_utf8(done.unwrap().stderr).unwrap();
        assert!(
            said.contains("QG6050") && said.contains("qungui.yaml:1:18") && said.contains("write `发送时间`"),
            "{said}"
        );
        assert_eq!(said.matches("error[").count(), 1, "{said}");
    }

    #[test]
    fn other_columns_are_read_by_the_map() {
        let (code, out, said) = qungui(&["convert"], &fixture("local.parquet"));
        assert_eq!(code, 0, "{said}");
        insta::assert_snapshot!(format!("{out}\n{said}"));
    }

    #[test]
    fn no_truncation_or_mutation_panics() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.parquet");
        for name in ["every.parquet", "local.parquet"] {
            let bytes = std::fs::read(fixture(name)).unwrap();
            for step in 0..200 {
                let mut broken = bytes.clone();
                let at = step * bytes.len() / 200;
                match step % 3 {
                    0 => broken.truncate(at),
                    1 => broken[at] ^= 1 << (step % 8),
                    _ => drop(broken.splice(at..at, [0xff; 3])),
                }
                std::fs::write(&path, &broken).unwrap();
                let (code, _, said) = qungui(&["inspect"], &path);
                assert!(matches!(code, 0 | 3), "{name} ({step}): {said}");
            }
        }
    }
}
