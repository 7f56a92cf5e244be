//! Several files as one .zip. Printed files are compressed inside already, so they are stored as they are; the same files
//! give the same bytes.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::DocumentError;

/// An archive being filled.
pub struct Archive {
    writer: ZipWriter<Cursor<Vec<u8>>>,
}

impl Default for Archive {
    fn default() -> Self {
        Self::new()
    }
}

impl Archive {
    /// Without files.
    pub fn new() -> Self {
        Self {
            writer: ZipWriter::new(Cursor::new(Vec::new())),
        }
    }

    /// Adds a file under a name that no other has.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), DocumentError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default());
        self.writer.start_file(name, options).map_err(archive_error)?;
        self.writer
            .write_all(bytes)
            .map_err(|error| DocumentError::Archive(error.to_string()))
    }

    /// The bytes of the whole.
    pub fn finish(self) -> Result<Vec<u8>, DocumentError> {
        Ok(self.writer.finish().map_err(archive_error)?.into_inner())
    }
}

fn archive_error(error: zip::result::ZipError) -> DocumentError {
    DocumentError::Archive(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> Result<Vec<u8>, DocumentError> {
        let mut archive = Archive::new();
        archive.add("one.pdf", b"first")?;
        archive.add("two.pdf", b"second")?;
        archive.finish()
    }

    #[test]
    fn files_come_back_and_the_same_files_give_the_same_bytes() {
        let bytes = filled().unwrap();
        assert_eq!(bytes, filled().unwrap());
        let mut read = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(read.len(), 2);
        let mut text = String::new();
        std::io::Read::read_to_string(&mut read.by_name("two.pdf").unwrap(), &mut text).unwrap();
        assert_eq!(text, "second");
    }

    #[test]
    fn a_name_stands_once() {
        let mut archive = Archive::new();
        archive.add("one.pdf", b"first").unwrap();
        assert!(archive.add("one.pdf", b"again").is_err());
    }
}
