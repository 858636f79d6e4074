//! A line of the log as logfmt: `key=value key="a value"`. Each request writes one.

use std::fmt::{self, Debug, Write};

use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    field::RecordFields,
    fmt::{
        FmtContext, FormatEvent, FormatFields, FormattedFields,
        format::Writer,
        time::{FormatTime, SystemTime},
    },
    registry::LookupSpan,
};

use crate::Context;

/// Events of a service, with the trace that they belong to.
pub(crate) struct Line(pub &'static str);

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        writer.write_str("ts=")?;
        SystemTime.format_time(&mut writer)?;
        let metadata = event.metadata();
        writer.write_str(match *metadata.level() {
            Level::ERROR => " level=error target=",
            Level::WARN => " level=warn target=",
            Level::INFO => " level=info target=",
            Level::DEBUG => " level=debug target=",
            Level::TRACE => " level=trace target=",
        })?;
        writer.write_str(metadata.target())?;
        let mut pairs = Pairs::after(writer.by_ref());
        event.record(&mut pairs);
        pairs.outcome?;
        let scope = context.lookup_current().into_iter();
        for span in scope.flat_map(|leaf| leaf.scope().from_root()) {
            let extensions = span.extensions();
            let fields = extensions.get::<FormattedFields<N>>();
            if let Some(fields) = fields.filter(|fields| !fields.is_empty()) {
                writer.write_char(' ')?;
                writer.write_str(fields)?;
            }
        }
        writer.write_str(" service=")?;
        writer.write_str(self.0)?;
        if let Some(trace) = Context::current_trace() {
            write!(writer, " trace_id={trace:032x}")?;
        }
        writer.write_char('\n')
    }
}

/// The fields of a span.
pub(crate) struct Fields;

impl<'a> FormatFields<'a> for Fields {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'a>, fields: R) -> fmt::Result {
        let mut pairs = Pairs {
            separator: "",
            ..Pairs::after(writer)
        };
        fields.record(&mut pairs);
        pairs.outcome
    }
}

struct Pairs<'a> {
    writer: Writer<'a>,
    separator: &'static str,
    /// A value while it is not known whether it needs quotes.
    value: String,
    outcome: fmt::Result,
}

impl<'a> Pairs<'a> {
    fn after(writer: Writer<'a>) -> Self {
        Self {
            writer,
            separator: " ",
            value: String::new(),
            outcome: Ok(()),
        }
    }

    fn pair(&mut self, key: &str, value: &str) -> fmt::Result {
        self.writer.write_str(self.separator)?;
        self.separator = " ";
        // Nothing in a key can be quoted.
        for part in key.split(|c: char| u8::try_from(c).is_ok_and(needs_quotes)) {
            self.writer.write_str(part)?;
        }
        self.writer.write_char('=')?;
        match value.bytes().any(needs_quotes) {
            true => write!(self.writer, "\"{}\"", value.escape_debug()),
            false => self.writer.write_str(value),
        }
    }
}

fn needs_quotes(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, b'=' | b'"')
}

impl Visit for Pairs<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if self.outcome.is_ok() {
            self.outcome = self.pair(field.name(), value);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut text = std::mem::take(&mut self.value);
        text.clear();
        self.outcome = self.outcome.and_then(|()| {
            write!(text, "{value:?}")?;
            self.pair(field.name(), &text)
        });
        self.value = text;
    }
}
