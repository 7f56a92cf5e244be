//! Killed at any step, the publisher leaves a whole file under the readers' name.

use lookup::snapshot::{Snapshot, place, previous_of};

use crate::support::{Folder, bytes_of, keys, written};

fn number_at(path: &std::path::Path) -> i64 {
    let snapshot = Snapshot::open(path, &keys()).unwrap();
    snapshot.check_whole().unwrap();
    snapshot.number()
}

#[test]
fn a_publication_cut_short_at_any_step_leaves_the_old_one_and_the_next_one_lands() {
    let (old, new) = (
        written(&keys(), 1, 50, |_| Some(1)),
        written(&keys(), 2, 50, |_| Some(2)),
    );
    let bytes = bytes_of(&new);
    let unfinished = |folder: &Folder, length: usize| {
        std::fs::write(folder.path().join("publication.new"), &bytes[..length]).unwrap();
    };
    type Step<'a> = (&'a str, Box<dyn Fn(&Folder) + 'a>);
    let steps: Vec<Step<'_>> = vec![
        ("before the first byte", Box::new(|folder| unfinished(folder, 0))),
        (
            "in the middle of the file",
            Box::new(|folder| unfinished(folder, bytes.len() / 2)),
        ),
        ("before the rename", Box::new(|folder| unfinished(folder, bytes.len()))),
        (
            "after the old one got its second name",
            Box::new(|folder| {
                unfinished(folder, bytes.len());
                std::fs::hard_link(folder.file(), previous_of(&folder.file())).unwrap();
            }),
        ),
    ];
    for (step, stop_there) in steps {
        let folder = Folder::new();
        place(&folder.file(), &old).unwrap();
        stop_there(&folder);
        assert_eq!(number_at(&folder.file()), 1, "{step}");
        place(&folder.file(), &new).unwrap();
        assert_eq!(number_at(&folder.file()), 2, "{step}");
        assert_eq!(number_at(&previous_of(&folder.file())), 1, "{step}");
        place(&folder.file(), &written(&keys(), 3, 50, |_| Some(3))).unwrap();
        assert_eq!(
            (number_at(&folder.file()), number_at(&previous_of(&folder.file()))),
            (3, 2),
            "{step}"
        );
    }
}
