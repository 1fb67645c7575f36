/** A chart of two versions over time, with every text that stands in it. Plain numbers and strings: JSON. */
export interface LineChart {
  /** For those who cannot see it. */
  altText: string;
  panels: ChartPanel[];
}

export interface ChartPanel {
  title: string;
  /** Says the unit. */
  yLabel: string;
  xLabel: string;
  /** One label per stretch of time, all different. */
  categories: string[];
  canary: ChartLine;
  /** Null on a first deploy, and where the measure has no second version. */
  baseline: ChartLine | null;
  /** A level line. */
  limit: { name: string; value: number } | null;
  /** Where the share of the traffic changed: index into `categories`. */
  marks: { index: number; label: string }[];
  /** Index of the stretch the verdict fell in; null where it fell in none that was measured. */
  verdict: { index: number; label: string } | null;
}

export interface ChartLine {
  name: string;
  /** One per category; null where nothing was measured. */
  values: (number | null)[];
}

/** Draws charts where the chat cannot. */
export interface Pictures {
  /** A PNG. @throws PictureFailed */
  draw(chart: LineChart, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

/** It could not be drawn; the message says why. */
export class PictureFailed extends Error {
  override readonly name = 'PictureFailed';
}
