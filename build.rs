//! The pages are embedded: a new bundle is a new build, and on a fresh checkout there is none yet, which is an empty one.

use std::{
    fs::{self, File},
    path::Path,
    time::SystemTime,
};

fn main() -> std::io::Result<()> {
    let bundle = Path::new("playground/dist");
    if !bundle.is_dir() {
        fs::create_dir_all(bundle)?;
        // Old, or cargo would take what was just made for a change, and compile Spark twice.
        File::open(bundle)?.set_modified(SystemTime::UNIX_EPOCH)?;
    }
    println!("cargo::rerun-if-changed={}", bundle.display());
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}
