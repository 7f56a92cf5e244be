//! May this person sit again, when, and what an earlier result is worth: one pure decision for each order, told with the
//! clauses it rests on.

pub mod essay;
