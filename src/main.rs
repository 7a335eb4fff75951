//! The `spark` command. Exit code 0 is success, 1 a failure, 2 wrong usage, with one line that says what to do.

use clap::{Parser, error::ErrorKind};
use spark::{command, config::Cli};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes of stack of a thread that answers. The deepest document within the limits takes over 2 MiB of it where nothing is optimized
/// (16 levels, each a dozen polls of futures); what is not touched is no memory.
const STACK: usize = 8 * 1024 * 1024;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            eprintln!("spark: {}; spark --help explains", without_passwords(&in_one_line(&error)));
            return ExitCode::from(2);
        }
        // No error: the help, or the version.
        Err(asked) => asked.exit(),
    };
    let filter = match command::logging::begin(&cli.logging) {
        Ok(filter) => filter,
        Err(error) => {
            eprintln!("spark: {}", without_passwords(&format!("{error:#}")));
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().thread_stack_size(STACK).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("spark: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(command::run(cli.command, &filter)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Sentences of their own, one a line, or one with its causes.
            let said = format!("{error:#}");
            let said: Vec<_> = said.lines().map(without_passwords).collect();
            eprintln!("spark: {}", said.join("\n"));
            ExitCode::FAILURE
        }
    }
}

/// What is wrong with the command line, without the paragraphs on usage that follow it.
fn in_one_line(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return "say what to do".to_owned();
    }
    let text = error.render().to_string();
    let what: Vec<_> = text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    what.join(" ").trim_start_matches("error: ").to_owned()
}

/// What somebody gave to the wrong flag is repeated to them, but for an address in which there may be a password.
fn without_passwords(text: &str) -> String {
    let Some(at) = text.find("//").map(|at| at + "//".len()) else { return text.to_owned() };
    let (before, address) = text.split_at(at);
    if !address.contains('@') && !address.contains("password") {
        return text.to_owned();
    }
    // Nobody knows where it ends: whoever wrote it may not have escaped what is in it, and it may be said twice.
    format!("{before}…")
}

#[cfg(test)]
mod tests {
    use super::without_passwords;

    #[test]
    fn an_address_is_repeated_without_its_password() {
        for (text, told) in [
            ("unexpected argument 'postgres://a:b@c/d' found", "unexpected argument 'postgres://…"),
            ("'postgres://a:b' c@d@e'", "'postgres://…"),
            ("'postgres://a/b?password=c': postgres://a/b?password=c is none", "'postgres://…"),
            ("'postgres//a:b@c'", "'postgres//…"),
            ("http://x and https://y", "http://x and https://y"),
            ("nothing @ all", "nothing @ all"),
        ] {
            assert_eq!(without_passwords(text), told);
        }
    }
}
