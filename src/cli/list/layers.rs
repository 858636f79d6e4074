//! Where the boxes of a graph go: a caller is in a column left of what it calls. Columns by longest
//! path, their order by the neighbours' middles (Sugiyama's method, at its simplest). Pure.

use std::collections::BTreeSet;

/// Sweeps in both directions; services are few, and more change nothing.
const SWEEPS: usize = 8;

pub(super) struct Layout {
    /// From left to right; from top to bottom.
    pub columns: Vec<Vec<Slot>>,
    pub routes: Vec<Route>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Node(usize),
    /// Where an edge passes through a column: by its place in `routes`.
    Pass(usize),
}

/// An edge: the row in each column that it touches, from `column` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub column: usize,
    pub rows: Vec<usize>,
    /// Drawn from left to right, it points to the left: part of a cycle.
    pub backwards: bool,
}

pub(super) fn layout(nodes: usize, edges: &[(usize, usize)]) -> Layout {
    let back = back_edges(nodes, edges);
    let forward =
        |&(from, to): &(usize, usize)| if back.contains(&(from, to)) { (to, from) } else { (from, to) };
    let edges: Vec<((usize, usize), bool)> =
        edges.iter().map(|edge| (forward(edge), back.contains(edge))).collect();
    let ranks = ranks(nodes, &edges);
    let mut columns = vec![Vec::new(); ranks.iter().max().map_or(0, |last| last + 1)];
    for (node, rank) in ranks.iter().enumerate() {
        columns[*rank].push(Slot::Node(node));
    }
    for (index, ((from, to), _)) in edges.iter().enumerate() {
        for column in &mut columns[ranks[*from] + 1..ranks[*to]] {
            column.push(Slot::Pass(index));
        }
    }
    let touched = |index: usize, column: usize| {
        let ((from, to), _) = edges[index];
        match column {
            column if column == ranks[from] => Slot::Node(from),
            column if column == ranks[to] => Slot::Node(to),
            _ => Slot::Pass(index),
        }
    };
    let spans: Vec<(usize, usize)> = edges.iter().map(|((from, to), _)| (ranks[*from], ranks[*to])).collect();
    for sweep in 0..SWEEPS {
        for step in 1..columns.len() {
            let (column, beside) = match sweep % 2 {
                0 => (step, step - 1),
                _ => (columns.len() - 1 - step, columns.len() - step),
            };
            order(&mut columns, column, beside, &spans, &touched);
        }
    }
    let row =
        |column: usize, slot: Slot| columns[column].iter().position(|other| *other == slot).unwrap_or(0);
    let routes = spans.iter().zip(&edges).enumerate().map(|(index, ((first, last), (_, backwards)))| Route {
        column: *first,
        rows: (*first..=*last).map(|column| row(column, touched(index, column))).collect(),
        backwards: *backwards,
    });
    let routes = routes.collect();
    Layout { columns, routes }
}

/// Sorts a column by the mean row of what its slots are linked to in the column beside it.
fn order(
    columns: &mut [Vec<Slot>],
    column: usize,
    beside: usize,
    spans: &[(usize, usize)],
    touched: &dyn Fn(usize, usize) -> Slot,
) {
    let near =
        |&(first, last): &(usize, usize)| [column, beside].iter().all(|at| (first..=last).contains(at));
    let links: Vec<(Slot, usize)> = (0..spans.len())
        .filter(|index| near(&spans[*index]))
        .filter_map(|index| {
            let row = columns[beside].iter().position(|slot| *slot == touched(index, beside))?;
            Some((touched(index, column), row))
        })
        .collect();
    let mean = |(row, slot): (usize, &Slot)| {
        let rows: Vec<usize> = links.iter().filter(|(own, _)| own == slot).map(|(_, row)| *row).collect();
        // In thousandths; without a link it stays where it is.
        if rows.is_empty() { row * 1_000 } else { rows.iter().sum::<usize>() * 1_000 / rows.len() }
    };
    let mut keyed: Vec<(usize, Slot)> =
        columns[column].iter().enumerate().map(|(row, slot)| (mean((row, slot)), *slot)).collect();
    keyed.sort_by_key(|(mean, _)| *mean);
    columns[column] = keyed.into_iter().map(|(_, slot)| slot).collect();
}

/// The edges that close a cycle, found depth-first.
fn back_edges(nodes: usize, edges: &[(usize, usize)]) -> BTreeSet<(usize, usize)> {
    let mut back = BTreeSet::new();
    let mut done = vec![false; nodes];
    for start in 0..nodes {
        let mut path = vec![(start, 0)];
        while let Some((node, next)) = path.pop() {
            if done[node] {
                continue;
            }
            let Some((_, to)) = edges.iter().filter(|(from, _)| *from == node).nth(next) else {
                done[node] = true;
                continue;
            };
            path.push((node, next + 1));
            match path.iter().any(|(above, _)| above == to) {
                true => drop(back.insert((node, *to))),
                false => path.push((*to, 0)),
            }
        }
    }
    back
}

/// The length of the longest path to each node.
fn ranks(nodes: usize, edges: &[((usize, usize), bool)]) -> Vec<usize> {
    let mut ranks = vec![0; nodes];
    for _ in 0..nodes {
        for ((from, to), _) in edges {
            ranks[*to] = ranks[*to].max(ranks[*from] + 1);
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(nodes: usize, edges: &[(usize, usize)]) -> Vec<Vec<Slot>> {
        layout(nodes, edges).columns
    }

    #[test]
    fn a_caller_is_left_of_what_it_calls() {
        use Slot::{Node, Pass};
        assert_eq!(columns(3, &[(2, 1)]), [vec![Node(0), Node(2)], vec![Node(1)]]);
        assert_eq!(columns(0, &[]), Vec::<Vec<Slot>>::new());
        // 0 → 1 → 2, and 0 → 2 beside it.
        let made = layout(3, &[(0, 1), (1, 2), (0, 2)]);
        assert_eq!(made.columns, [vec![Node(0)], vec![Node(1), Pass(2)], vec![Node(2)]]);
        assert_eq!(made.routes[2], Route { column: 0, rows: vec![0, 1, 0], backwards: false });
    }

    #[test]
    fn edges_that_need_not_cross_do_not() {
        use Slot::Node;
        let crossing = [(0, 3), (1, 2)];
        assert_eq!(columns(4, &crossing)[1], [Node(3), Node(2)]);
    }

    #[test]
    fn a_cycle_is_drawn_too() {
        let made = layout(3, &[(0, 1), (1, 2), (2, 0)]);
        assert_eq!(made.columns.len(), 3);
        assert_eq!(made.routes.iter().map(|route| route.backwards).collect::<Vec<_>>(), [false, false, true]);
    }

    #[test]
    fn every_node_has_one_place_and_every_edge_goes_right() {
        // All graphs of four nodes without loops.
        let pairs: Vec<(usize, usize)> = (0..4)
            .flat_map(|from| (0..4).map(move |to| (from, to)))
            .filter(|(from, to)| from != to)
            .collect();
        for chosen in 0..1_u32 << pairs.len() {
            let edges: Vec<(usize, usize)> = pairs
                .iter()
                .enumerate()
                .filter(|(bit, _)| chosen >> bit & 1 == 1)
                .map(|(_, pair)| *pair)
                .collect();
            let made = layout(4, &edges);
            for node in 0..4 {
                let places = made.columns.iter().flatten().filter(|slot| **slot == Slot::Node(node)).count();
                assert_eq!(places, 1);
            }
            for (route, (from, to)) in made.routes.iter().zip(&edges) {
                let (first, last) = if route.backwards { (to, from) } else { (from, to) };
                let end = route.column + route.rows.len() - 1;
                assert!(route.rows.len() > 1);
                assert_eq!(made.columns[route.column][route.rows[0]], Slot::Node(*first));
                assert_eq!(made.columns[end][*route.rows.last().unwrap()], Slot::Node(*last));
            }
        }
    }
}
