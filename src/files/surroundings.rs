//! What a bucket needs of the process's environment: at which endpoint it is and who may read and write it, which the variables of AWS
//! say, and where the system keeps temporary files. It comes in as an argument, so that one process can know several.

use object_store::aws::AmazonS3ConfigKey;
use std::{fmt, path::PathBuf};

/// The variables of AWS, and a folder for what comes in.
#[derive(Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// What stands in them is secret.
    variables: Vec<(String, String)>,
    /// Where files lie while they come in.
    pub temporary: PathBuf,
}

impl Surroundings {
    /// Those of this process.
    pub fn of_process() -> Self {
        let texts =
            std::env::vars_os().filter_map(|(name, value)| name.into_string().ok().zip(value.into_string().ok()));
        Self::new(texts, std::env::temp_dir())
    }

    /// Any others.
    pub fn new(variables: impl IntoIterator<Item = (String, String)>, temporary: PathBuf) -> Self {
        let is_known = |(name, _): &(String, String)| name.starts_with("AWS_");
        Self { variables: variables.into_iter().filter(is_known).collect(), temporary }
    }

    /// What they say; of those that say nothing to a bucket, nothing.
    pub(super) fn settings(&self) -> impl Iterator<Item = (AmazonS3ConfigKey, &str)> {
        self.variables
            .iter()
            .filter_map(|(name, value)| Some((name.to_ascii_lowercase().parse().ok()?, value.as_str())))
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.variables.iter().map(|(name, _)| name).collect();
        f.debug_struct("Surroundings").field("variables", &names).field("temporary", &self.temporary).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let variables = [("AWS_SECRET_ACCESS_KEY", "a secret"), ("HOME", "/root"), ("AWS_WHATEVER", "nothing")];
        let given = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let surroundings = Surroundings::new(given, PathBuf::from("/tmp"));
        let shown = format!("{surroundings:?}");
        assert!(
            shown.contains("AWS_SECRET_ACCESS_KEY") && !shown.contains("a secret") && !shown.contains("HOME"),
            "{shown}"
        );
        assert_eq!(surroundings.settings().collect::<Vec<_>>(), [(AmazonS3ConfigKey::SecretAccessKey, "a secret")]);
    }
}
