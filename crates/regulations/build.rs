//! The law files are embedded at compile time; a new or changed one must recompile the crate.
fn main() {
    println!("cargo::rerun-if-changed=../../regulations");
}
