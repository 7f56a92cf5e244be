//! A BIFF stream as records: a number, a length, a body.

use crate::table::TableError;

pub(super) const CONTINUE: u16 = 0x003c;

/// One record.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) body: &'a [u8],
}

/// The records from some place of a stream on. A body that reaches beyond the end is damage.
#[derive(Clone)]
pub(super) struct Records<'a> {
    left: &'a [u8],
}

impl<'a> Records<'a> {
    pub(super) fn from(stream: &'a [u8], start: usize) -> Result<Self, TableError> {
        let left = stream.get(start..).ok_or(TableError::DamagedWorkbook)?;
        Ok(Self { left })
    }

    pub(super) fn next(&mut self) -> Result<Record<'a>, TableError> {
        let (head, behind) = self.left.split_first_chunk::<4>().ok_or(TableError::DamagedWorkbook)?;
        let [k0, k1, l0, l1] = *head;
        let length = usize::from(u16::from_le_bytes([l0, l1]));
        let (body, left) = behind.split_at_checked(length).ok_or(TableError::DamagedWorkbook)?;
        self.left = left;
        let kind = u16::from_le_bytes([k0, k1]);
        Ok(Record { kind, body })
    }

    /// The bodies of the records that continue the last one.
    pub(super) fn continued(&mut self) -> Result<Vec<&'a [u8]>, TableError> {
        let mut bodies = Vec::new();
        while self.left.first_chunk::<2>() == Some(&CONTINUE.to_le_bytes()) {
            bodies.push(self.next()?.body);
        }
        Ok(bodies)
    }
}

/// Numbers one behind the other; what is not there is damage.
pub(super) struct Numbers<'a>(pub(super) &'a [u8]);

impl<'a> Numbers<'a> {
    pub(super) fn take<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], TableError> {
        let (bytes, left) = self
            .0
            .split_first_chunk::<LENGTH>()
            .ok_or(TableError::DamagedWorkbook)?;
        self.0 = left;
        Ok(*bytes)
    }

    pub(super) fn byte(&mut self) -> Result<u8, TableError> {
        self.take::<1>().map(|[byte]| byte)
    }

    pub(super) fn short(&mut self) -> Result<u16, TableError> {
        self.take().map(u16::from_le_bytes)
    }

    pub(super) fn long(&mut self) -> Result<u32, TableError> {
        self.take().map(u32::from_le_bytes)
    }

    pub(super) fn float(&mut self) -> Result<f64, TableError> {
        self.take().map(f64::from_le_bytes)
    }

    pub(super) fn bytes(&mut self, length: usize) -> Result<&'a [u8], TableError> {
        let (bytes, left) = self.0.split_at_checked(length).ok_or(TableError::DamagedWorkbook)?;
        self.0 = left;
        Ok(bytes)
    }
}
