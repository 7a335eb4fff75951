//! The log, on standard error: what is logged, and in which form.

use crate::config::{Cli, LogFormat, Logging};
use anyhow::{Context, anyhow, ensure};
use clap::{Command, CommandFactory};
use std::io::IsTerminal;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{EnvFilter, Registry, layer::SubscriberExt, reload, util::SubscriberInitExt};

/// What is said of the log itself is logged whatever the filter: who changed it must hear what came of it.
const ITSELF: &str = "spark::log";
const ABOUT_ITSELF: &str = "spark::log=info";

/// What logs in this process, as filters name it.
const TARGETS: [&str; 18] = [
    "spark",
    "audit",
    "async_graphql",
    "axum",
    "h2",
    "hyper",
    "hyper_util",
    "log",
    "mio",
    "reqwest",
    "rustls",
    "sqlx",
    "tokio",
    "tokio_tungstenite",
    "tower",
    "tower_http",
    "tracing",
    "tungstenite",
];

/// What can read the filter again.
pub struct Filter {
    logging: Logging,
    live: reload::Handle<EnvFilter, Registry>,
}

/// Logs from here on.
pub fn begin(logging: &Logging) -> anyhow::Result<Filter> {
    let (text, named) = read(logging)?;
    let (filter, live) = reload::Layer::new(parse(&text, &named)?);
    let log = tracing_subscriber::registry().with(filter);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let at_terminal = if std::io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json };
    match logging.log_format.unwrap_or(at_terminal) {
        LogFormat::Text => log.with(lines).init(),
        LogFormat::Json => log.with(lines.json().flatten_event(true)).init(),
    }
    warn_of_mistyped(&text, &named);
    Ok(Filter { logging: logging.clone(), live })
}

/// The filter's text, and from where it is.
fn read(logging: &Logging) -> anyhow::Result<(String, String)> {
    let Some(file) = &logging.log_filter_file else {
        return Ok((logging.log.clone(), "--log (SPARK_LOG)".to_owned()));
    };
    let named = format!("--log-filter-file (SPARK_LOG_FILTER_FILE), {},", file.display());
    let text = std::fs::read_to_string(file).with_context(|| format!("{named} cannot be read"))?;
    Ok((text.trim().to_owned(), named))
}

fn parse(text: &str, named: &str) -> anyhow::Result<EnvFilter> {
    // Of nothing the library makes a filter that lets errors alone through.
    ensure!(directives(text).next().is_some(), "{named} is empty: write a level, such as info, or off for no log");
    // The error says its causes itself.
    let filter = EnvFilter::try_new(text).map_err(|error| anyhow!("{named} is no filter: {error}"))?;
    Ok(filter.add_directive(ABOUT_ITSELF.parse()?))
}

fn directives(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|directive| !directive.is_empty())
}

/// Words that may be a level or a target, and are neither: to the library a mistyped level is a target, and everything else
/// is silent.
fn mistyped(text: &str) -> impl Iterator<Item = &str> {
    directives(text).filter(|directive| {
        let is_bare = !directive.contains(['=', '[', ':']);
        is_bare && directive.parse::<LevelFilter>().is_err() && !TARGETS.contains(directive)
    })
}

fn warn_of_mistyped(text: &str, named: &str) {
    for word in mistyped(text) {
        tracing::warn!(target: ITSELF, "{named} has {word}, which is no level and nothing that Spark is made of: it filters \
            a target of that name, and only that is logged unless a level stands beside it");
    }
}

impl Filter {
    /// Reads it again, and logs by it from here on. What is no filter changes nothing.
    pub(super) fn read_again(&self) {
        let found = read(&self.logging).and_then(|(text, named)| Ok((parse(&text, &named)?, text, named)));
        let (filter, text, named) = match found {
            Ok(found) => found,
            Err(error) => return tracing::error!(target: ITSELF, "the log's filter stays as it was: {error:#}"),
        };
        match self.live.reload(filter) {
            Ok(()) => tracing::info!(target: ITSELF, "the log's filter was read again: {text}"),
            Err(error) => return tracing::error!(target: ITSELF, %error, "the log's filter stays as it was"),
        }
        warn_of_mistyped(&text, &named);
    }
}

/// Variables that look like Spark's and are none: a flag that was mistyped does nothing, and should not do so in silence.
pub(super) fn warn_of_unknown_variables() {
    let known = variables(&Cli::command());
    for (name, _) in std::env::vars_os() {
        let Some(name) = name.to_str().filter(|name| name.starts_with("SPARK_")) else { continue };
        if !known.iter().any(|known| known == name) {
            tracing::warn!("the environment has {name}, which means nothing to this Spark: see spark serve --help");
        }
    }
}

/// What stands on a command line, everybody on the machine can read.
pub(super) fn warn_of_passwords_in_arguments() {
    let has_password = |argument: String| {
        let address = argument.split_once("://").map(|(scheme, address)| (scheme.to_owned(), address.to_owned()));
        address.is_some_and(|(scheme, address)| {
            let names = address.rsplit_once('@').map_or("", |(names, _)| names);
            scheme.contains("postgres") && (names.contains(':') || address.contains("password="))
        })
    };
    if std::env::args_os().any(|argument| has_password(argument.to_string_lossy().into_owned())) {
        tracing::warn!(
            "the database's password is in the list of processes: give its address in a file, with \
            --database-url-file (SPARK_DATABASE_URL_FILE)"
        );
    }
}

fn variables(command: &Command) -> Vec<String> {
    let own = command.get_arguments().filter_map(|flag| flag.get_env()?.to_str().map(str::to_owned));
    own.chain(command.get_subcommands().flat_map(variables)).collect()
}
