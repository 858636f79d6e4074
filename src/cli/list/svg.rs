//! The graph as a picture: numbers only, `layers` says what is beside what.

use super::{
    edges,
    gather::Listed,
    layers::{Layout, Route, Slot, layout},
};

/// All in pixels.
const MARGIN: usize = 20;
const BOX_HEIGHT: usize = 48;
const ROW: usize = BOX_HEIGHT + 24;
/// Between columns: the room for arrows.
const GAP: usize = 90;
/// No letter of the fonts below is wider at their size, but for a few capitals.
const LETTER: usize = 9;

const HEAD: &str = r##"  <defs>
    <marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
      <path d="M 0 1 L 10 5 L 0 9 z" fill="#57606a"/>
    </marker>
  </defs>
  <rect width="100%" height="100%" fill="#ffffff"/>
  <g fill="none" stroke="#57606a" stroke-width="1.5">
"##;
const BOXES: &str = r##"  </g>
  <g font-family="Helvetica, Arial, sans-serif" text-anchor="middle">
"##;

pub(super) fn graph(services: &[Listed]) -> String {
    let made = layout(services.len(), &edges(services));
    let place = Places::new(services, &made);
    let (width, height) = (place.width(), 2 * MARGIN + place.rows * ROW - (ROW - BOX_HEIGHT));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n{HEAD}"
    );
    for route in &made.routes {
        let marker = if route.backwards { "marker-start" } else { "marker-end" };
        let path = place.path(route);
        svg.push_str(&format!("    <path d=\"{path}\" {marker}=\"url(#arrow)\"/>\n"));
    }
    svg.push_str(BOXES);
    for (column, slots) in made.columns.iter().enumerate() {
        for (row, slot) in slots.iter().enumerate() {
            if let Slot::Node(node) = slot {
                svg.push_str(&place.service(&services[*node], column, row));
            }
        }
    }
    svg.push_str("  </g>\n</svg>\n");
    svg
}

struct Places<'a> {
    layout: &'a Layout,
    /// Left and right edge of each column.
    columns: Vec<(usize, usize)>,
    /// Of the longest column.
    rows: usize,
}

impl<'a> Places<'a> {
    fn new(services: &[Listed], layout: &'a Layout) -> Self {
        let mut columns = Vec::new();
        let mut x = MARGIN;
        for slots in &layout.columns {
            let boxes = slots.iter().map(|slot| match slot {
                Slot::Node(node) => box_width(&services[*node]),
                Slot::Pass(_) => 0,
            });
            let right = x + boxes.max().unwrap_or(0);
            columns.push((x, right));
            x = right + GAP;
        }
        let rows = layout.columns.iter().map(Vec::len).max().unwrap_or(0);
        Self { layout, columns, rows }
    }

    fn width(&self) -> usize {
        self.columns.last().map_or(MARGIN, |(_, right)| *right) + MARGIN
    }

    /// The middle of a row; shorter columns are centred.
    fn y(&self, column: usize, row: usize) -> usize {
        let missing = self.rows - self.layout.columns[column].len();
        MARGIN + missing * ROW / 2 + row * ROW + BOX_HEIGHT / 2
    }

    /// Curves between columns, straight through those that the edge only passes.
    fn path(&self, route: &Route) -> String {
        let last = route.rows.len() - 1;
        let mut path = String::new();
        for (step, row) in route.rows.iter().enumerate() {
            let column = route.column + step;
            let ((left, right), y) = (self.columns[column], self.y(column, *row));
            if step == 0 {
                path.push_str(&format!("M {right} {y}"));
                continue;
            }
            let (from, before) = (self.columns[column - 1].1, self.y(column - 1, route.rows[step - 1]));
            let middle = from.midpoint(left);
            path.push_str(&format!(" C {middle} {before} {middle} {y} {left} {y}"));
            if step < last {
                path.push_str(&format!(" L {right} {y}"));
            }
        }
        path
    }

    /// The box; all of a column are as wide as the widest, so that arrows end at it.
    fn service(&self, service: &Listed, column: usize, row: usize) -> String {
        let ((left, right), y) = (self.columns[column], self.y(column, row));
        let (middle, top, width) = (left.midpoint(right), y - BOX_HEIGHT / 2, right - left);
        let color = if service.errors.is_empty() { "#0969da" } else { "#cf222e" };
        format!(
            "    <rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{BOX_HEIGHT}\" rx=\"6\" \
             fill=\"#f6f8fa\" stroke=\"{color}\" stroke-width=\"1.5\"/>\n    \
             <text x=\"{middle}\" y=\"{}\" font-size=\"15\" font-weight=\"bold\" fill=\"#1f2328\">{}</text>\n    \
             <text x=\"{middle}\" y=\"{}\" font-size=\"12\" fill=\"#57606a\">{}</text>\n",
            y - 4,
            escape(&service.name),
            y + 14,
            below(service),
        )
    }
}

/// A package may have any name in its Cargo.toml, as long as cargo does not read it.
fn escape(name: &str) -> String {
    name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn box_width(service: &Listed) -> usize {
    service.name.chars().count().max(below(service).chars().count() * 4 / 5) * LETTER + 32
}

/// The line under the name. Letters of it that XML would take for markup do not occur.
fn below(service: &Listed) -> String {
    let ports =
        service.transports.iter().map(|transport| format!("{} :{}", transport.name(), transport.port()));
    let methods = match (service.methods.len(), service.errors.is_empty()) {
        (_, false) => "not readable".to_owned(),
        (0, true) => "no methods".to_owned(),
        (1, true) => "1 method".to_owned(),
        (count, true) => format!("{count} methods"),
    };
    ports.chain([methods]).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_markup() {
        let odd = Listed { name: "a</text>&".to_owned(), ..Listed::default() };
        assert!(graph(&[odd]).contains(">a&lt;/text&gt;&amp;</text>"));
    }

    #[test]
    fn boxes_are_in_the_picture_and_apart() {
        let called = |name: &str, calls: &[&str]| Listed {
            name: name.to_owned(),
            calls: calls.iter().map(|call| call.to_string()).collect(),
            ..Listed::default()
        };
        let svg =
            graph(&[called("a", &["b", "c"]), called("b", &["c"]), called("c", &[]), called("alone", &[])]);
        let number = |line: &str, key: &str| -> usize {
            let (_, rest) = line.split_once(&format!(" {key}=\"")).unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        let (width, height) = (number(&svg, "width"), number(&svg, "height"));
        let lines = svg.lines().filter(|line| line.contains("rx=\"6\""));
        let boxes: Vec<[usize; 4]> = lines
            .map(|line| {
                let [x, y, w, h] = ["x", "y", "width", "height"].map(|key| number(line, key));
                [x, y, x + w, y + h]
            })
            .collect();
        assert_eq!(boxes.len(), 4);
        for (index, [x, y, right, bottom]) in boxes.iter().enumerate() {
            assert!(*right <= width && *bottom <= height, "{svg}");
            for [other_x, other_y, other_right, other_bottom] in &boxes[..index] {
                let apart = right <= other_x || other_right <= x || bottom <= other_y || other_bottom <= y;
                assert!(apart, "{svg}");
            }
        }
        assert_eq!(svg.matches("marker-end").count(), 3);
    }
}
