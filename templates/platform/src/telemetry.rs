//! The log on stderr: its filter and its three formats. Spans for a collector are in `otlp`.

use std::{fmt, io::IsTerminal};

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    Layer, Registry,
    filter::{LevelFilter, Targets},
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    layer::SubscriberExt,
    registry::LookupSpan,
    util::SubscriberInitExt,
};

use crate::{Config, Context, Error, LogFormat, Result, logfmt, otlp};

/// Starts logging. A subscriber that the process has already, in a test say, stays.
pub(crate) fn init(service: &'static str, config: &Config) -> Result<()> {
    let wrong = |error| Error::invalid_argument(format_args!("--log {}: {error}", config.log));
    let filter: Targets = config.log.parse().map_err(wrong)?;
    // These spans are for the collector: the log has what matters of them.
    let filter = filter.with_target(otlp::TARGET, LevelFilter::OFF);

    let style = config.log_format;
    let layer = tracing_subscriber::fmt::layer();
    let log = match style {
        LogFormat::Logfmt => layer
            .fmt_fields(logfmt::Fields)
            .event_format(logfmt::Line(service))
            .with_writer(std::io::stderr)
            .boxed(),
        LogFormat::Json => layer
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .map_event_format(|format| Labelled::new(service, style, format))
            .with_writer(std::io::stderr)
            .boxed(),
        LogFormat::Pretty => layer
            .with_ansi(has_colors())
            .map_event_format(|format| Labelled::new(service, style, format))
            .with_writer(std::io::stderr)
            .boxed(),
    };
    let spans = otlp::layer(service)?.with_filter(LevelFilter::from_level(Level::INFO));
    let registry = Registry::default().with(log.with_filter(filter));
    if registry.with(spans).try_init().is_err() {
        tracing::debug!("logging was set up before");
    }
    Ok(())
}

/// Colours are for terminals: in a file they are noise. An empty `NO_COLOR` counts as none.
fn has_colors() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stderr().is_terminal() && !unwanted
}

/// Adds to each line which service wrote it and, within a request, the trace it belongs to.
struct Labelled<F> {
    service: &'static str,
    style: LogFormat,
    format: F,
}

impl<F> Labelled<F> {
    fn new(service: &'static str, style: LogFormat, format: F) -> Self {
        Self {
            service,
            style,
            format,
        }
    }
}

impl<S, N, F> FormatEvent<S, N> for Labelled<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let service = self.service;
        if self.style == LogFormat::Pretty {
            write!(writer, "{service} ")?;
            return self.format.format_event(context, writer, event);
        }
        let mut line = String::new();
        self.format
            .format_event(context, Writer::new(&mut line), event)?;
        let object = line.trim_end().trim_end_matches('}');
        write!(writer, r#"{object},"service":"{service}""#)?;
        if let Some(trace) = Context::current_trace() {
            write!(writer, r#","trace_id":"{trace:032x}""#)?;
        }
        writer.write_str("}\n")
    }
}
