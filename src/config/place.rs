//! Where files lie, of the commands that do not serve.

use crate::files::FilesAddress;
use clap::Args;

/// Where files lie, for commands that only look at them or copy them.
#[derive(Args, Clone, Debug)]
pub struct FilesPlace {
    /// Where attachments and pictures lie: file:DIRECTORY, s3://BUCKET/PREFIX (by the AWS variables), or none.
    #[arg(long, env = "SPARK_FILES_URL", default_value = "file:spark-files")]
    pub files_url: FilesAddress,
}
