//! Promise 8: a stolen file gives nobody away.

use lookup::snapshot::{Snapshot, read_key_file, write_key_file};

use crate::support::{Folder, bytes_of, keys, keys_of, person, signer, written};

const PEOPLE: u32 = 3_000;

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn promise_8_no_name_and_no_document_stands_in_the_file() {
    let keys = keys();
    let bytes = bytes_of(&written(&keys, 1, PEOPLE, |one| Some((one % 101) as u8)));
    assert!(holds(&bytes, "лицей № 11".as_bytes()), "the search sees what is there");
    for one in (1_003..PEOPLE).step_by(37) {
        let (series, number, surname) = person(one);
        for secret in [&number, &surname, &surname.to_lowercase(), &surname.to_uppercase()] {
            assert!(!holds(&bytes, secret.as_bytes()), "{one}");
        }
        let index = crate::support::index(&keys, &series, &number);
        assert!(!holds(&bytes, &index[..8]), "{one}: not even the keyed hash");
        assert!(!holds(&bytes, &index[8..]), "{one}: not even the keyed hash");
    }
}

/// Who has the file, every document and every surname, but not the secrets, matches nobody.
#[test]
fn promise_8_without_the_keys_nobody_is_matched() {
    let folder = Folder::new();
    std::fs::write(folder.file(), bytes_of(&written(&keys(), 1, PEOPLE, |_| Some(50)))).unwrap();
    let guessed = keys_of("42", 2, &signer());
    let snapshot = Snapshot::open(&folder.file(), &guessed).unwrap();
    let matched = (0..PEOPLE).filter(|one| {
        let (series, number, surname) = person(*one);
        let document = domain::identity_document::normalise_document(Some(&series), &number);
        snapshot.find(&document, &surname).is_ok()
    });
    assert_eq!(matched.count(), 0);
}

#[test]
fn the_key_file_is_its_owners_alone_and_is_never_written_over() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.path().join("lookup.key");
    write_key_file(&path, &keys()).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let read = read_key_file(&path).unwrap();
    assert_eq!(read.region(), "42");
    assert_eq!(read.index("3214001234"), keys().index("3214001234"));
    assert!(
        write_key_file(&path, &keys())
            .unwrap_err()
            .to_string()
            .contains("уже есть")
    );
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(read_key_file(&path).err().unwrap().to_string().contains("chmod 600"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    for wrong in [
        "",
        "vedomost-root-key-v1\n",
        &text.replace("seal ", "seal 0"),
        &text[..text.len() - 20],
    ] {
        std::fs::write(&path, wrong).unwrap();
        assert!(
            read_key_file(&path).err().unwrap().to_string().contains("не ключ"),
            "{wrong}"
        );
    }
}
