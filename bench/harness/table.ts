import type { Row } from "./row.ts";

const WIDTHS = { question: 66, beside: 40, ours: 11, theirs: 11, unit: 11, ratio: 6, goal: 5 } as const;
const TEXTS: ReadonlySet<string> = new Set(["question", "beside", "unit"]);

/** The head of the table. */
export function head(): string {
  return cells({
    question: "question",
    beside: "beside",
    ours: "ours",
    theirs: "theirs",
    unit: "unit",
    ratio: "ratio",
    goal: "goal",
  });
}

/** A row as a line of the table. */
export function line({ question, beside, ours, theirs, unit, ratio, goal, met }: Row): string {
  const text = cells({
    question,
    beside,
    ours: figure(ours),
    theirs: figure(theirs),
    unit,
    ratio: ratio.toFixed(2),
    goal: String(goal),
  });
  return `${text} ${met ? "✔" : "✖"}`;
}

/** How many goals are met. */
export function verdict(rows: readonly Row[]): string {
  return `${rows.filter(({ met }) => met).length} of ${rows.length} goals met`;
}

function cells(texts: Readonly<Record<keyof typeof WIDTHS, string>>): string {
  return Object.entries(WIDTHS)
    .map(([name, width]) => {
      const text = texts[name as keyof typeof WIDTHS];
      return TEXTS.has(name) ? text.padEnd(width) : text.padStart(width);
    })
    .join(" ");
}

/** Three digits that count; large numbers whole. */
function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}
