//! Conditions of one `and` that exclude each other.

use super::Look;
use super::conditions::{chain, conditions};
use crate::diag::codes::lints as codes;
use crate::diag::{Diagnostic, Problems};
use crate::model::Ratio;
use crate::syntax::ast::{BinaryOp, Duration, Expr, ExprKind};

/// `kind is image and kind is video`, `text.length > 5 and text.length < 3`.
pub(super) fn contradictions(look: &Look, problems: &mut Problems) {
    for module in look.checked.program.modules.iter().filter(|m| !m.shipped) {
        conditions(module.tree.items.iter().map(|item| &item.kind), &mut |expr| {
            if !matches!(expr.kind, ExprKind::Binary { op: BinaryOp::And, .. }) {
                return;
            }
            let mut parts = Vec::new();
            chain(expr, BinaryOp::And, &mut parts);
            let claims: Vec<(Claim, &Expr)> = parts.iter().filter_map(|p| Some((claim(p)?, *p))).collect();
            for (index, (claim, part)) in claims.iter().enumerate() {
                let against = claims.iter().take(index).find(|(other, _)| claim.excludes(other));
                if let Some((_, other)) = against {
                    let problem = Diagnostic::at(codes::CONTRADICTION, part.span)
                        .arg("text", look.sources.slice(part.span))
                        .arg("other", look.sources.slice(other.span))
                        .label(other.span, ("the other", "另一个"));
                    problems.push(problem);
                }
            }
        });
    }
}

/// What a condition says of one field.
struct Claim {
    field: String,
    says: Says,
}

enum Says {
    /// It is this word.
    Is(String),
    /// It lies above (or at) this number.
    Above(Ratio, bool),
    /// It lies below (or at) this number.
    Below(Ratio, bool),
}

impl Claim {
    fn excludes(&self, other: &Claim) -> bool {
        let empty = |low: Ratio, at_low: bool, high: Ratio, at_high: bool| {
            low > high || (low == high && !(at_low && at_high))
        };
        self.field == other.field
            && match (&self.says, &other.says) {
                (Says::Is(a), Says::Is(b)) => a != b,
                (Says::Above(low, a), Says::Below(high, b)) | (Says::Below(high, b), Says::Above(low, a)) => {
                    empty(*low, *a, *high, *b)
                }
                _ => false,
            }
    }
}

fn claim(expr: &Expr) -> Option<Claim> {
    let ExprKind::Binary { op, left, right, .. } = &expr.kind else { return None };
    let ExprKind::Path(path) = &left.kind else { return None };
    let field = crate::fields::find(&path.dotted())?.english();
    let says = match op {
        BinaryOp::Is => match &right.kind {
            ExprKind::Path(word) if field == "kind" => Says::Is(kind(&word.dotted())?.into()),
            _ => return None,
        },
        BinaryOp::Greater => Says::Above(number(right)?, false),
        BinaryOp::GreaterEqual => Says::Above(number(right)?, true),
        BinaryOp::Less => Says::Below(number(right)?, false),
        BinaryOp::LessEqual => Says::Below(number(right)?, true),
        _ => return None,
    };
    Some(Claim { field, says })
}

fn kind(word: &str) -> Option<&'static str> {
    let kinds = crate::model::Kind::ALL.iter();
    kinds.copied().find(|k| k.name() == word || k.chinese() == word).map(|k| k.name())
}

fn number(expr: &Expr) -> Option<Ratio> {
    match &expr.kind {
        ExprKind::Number(text) | ExprKind::Money(text) => Ratio::parse(text),
        ExprKind::Duration(Duration::Plain(millis)) | ExprKind::Clock(millis) => Some(Ratio::whole(*millis)),
        _ => None,
    }
}
