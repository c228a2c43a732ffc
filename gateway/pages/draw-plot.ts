import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { quantity } from '#core/brief/words';
import type { Plot } from './plots.ts';

use([LineChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer]);

export type PlotTheme = 'light' | 'dark';
export type PlotSize = 'wide' | 'small';

/** CSS pixels. */
const SIZES: Readonly<Record<PlotSize, { width: number; height: number; fontSize: number }>> = {
  wide: { width: 560, height: 240, fontSize: 12 },
  small: { width: 340, height: 220, fontSize: 12 },
};

// Told apart without colour vision too (Okabe and Ito); enough contrast with the page's ground of each theme.
const COLOURS: Readonly<
  Record<PlotTheme, { text: string; grid: string; onset: string; change: string; lines: string[] }>
> = {
  light: {
    text: '#4a5361',
    grid: '#dfe3e8',
    onset: '#b3261e',
    change: '#6b7482',
    lines: ['#0b62a8', '#c05a00', '#00795c', '#9a3f7c', '#8a6d00', '#3b8fc2'],
  },
  dark: {
    text: '#b6bfcb',
    grid: '#333b47',
    onset: '#ff8a80',
    change: '#98a2b0',
    lines: ['#6cb6f5', '#f0a04b', '#3fc9a0', '#dd94c4', '#e0c341', '#9bd0f0'],
  },
};

/** In seconds: over less, minutes alone would repeat along the axis. */
const SECONDS_SHOWN_BELOW = 600;

function spanSeconds({ lines }: Plot): number {
  const from = Math.min(...lines.map(({ points }) => points[0]?.[0] ?? Infinity));
  return Math.max(...lines.map(({ points }) => points.at(-1)?.[0] ?? -Infinity)) - from;
}

function axisTime(milliseconds: number, hasSeconds: boolean): string {
  return new Date(milliseconds).toISOString().slice(11, hasSeconds ? 19 : 16);
}

/** Draws one plot as a whole SVG document. Times are UTC. Text in it is escaped by ECharts. */
export function drawPlot(plot: Plot, theme: PlotTheme, size: PlotSize): string {
  const { width, height, fontSize } = SIZES[size];
  const colours = COLOURS[theme];
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  const hasLegend = plot.lines.length > 1;
  const isShort = spanSeconds(plot) < SECONDS_SHOWN_BELOW;
  const labelRows = Math.max(1, plot.marks.length);
  const axisText = { color: colours.text, fontSize };
  try {
    chart.setOption({
      animation: false,
      useUTC: true,
      color: colours.lines,
      textStyle: { fontFamily: 'system-ui, sans-serif' },
      grid: {
        left: 8,
        right: 14,
        top: 12 + labelRows * (fontSize + 3),
        bottom: hasLegend ? 26 : 4,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      legend: {
        show: hasLegend,
        bottom: 0,
        left: 'center',
        icon: 'roundRect',
        itemHeight: 3,
        itemWidth: 16,
        textStyle: axisText,
      },
      xAxis: {
        type: 'time',
        splitNumber: size === 'small' ? 3 : 6,
        axisLine: { lineStyle: { color: colours.grid } },
        axisTick: { show: false },
        axisLabel: { ...axisText, hideOverlap: true, formatter: (value: number) => axisTime(value, isShort) },
      },
      yAxis: {
        type: 'value',
        min: plot.unit === 'number' ? undefined : 0,
        max:
          plot.threshold === undefined ? undefined : ({ max }: { max: number }) => Math.max(max, plot.threshold ?? max),
        splitNumber: 3,
        splitLine: { lineStyle: { color: colours.grid } },
        axisLabel: { ...axisText, formatter: (value: number) => quantity(value, plot.unit) },
      },
      series: plot.lines.map(({ name, points }, index) => ({
        type: 'line',
        name,
        showSymbol: false,
        lineStyle: { width: 2 },
        data: points.map(([at, value]) => [at * 1000, value]),
        ...(index === 0 && { markLine: markLine(plot, colours, fontSize) }),
      })),
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** The threshold of a rule; the plot's description says its value. */
function levelLine(threshold: number, colours: (typeof COLOURS)[PlotTheme]) {
  const lineStyle = { color: colours.onset, width: 1, type: 'dotted' };
  return { yAxis: threshold, lineStyle, label: { show: false } };
}

/** Labels stand above the plot, one row each: onset and its change are seconds apart and would cover each other. */
function markLine({ marks, lines, threshold }: Plot, colours: (typeof COLOURS)[PlotTheme], fontSize: number) {
  const from = Math.min(...lines.map(({ points }) => points[0]?.[0] ?? Infinity));
  const to = Math.max(...lines.map(({ points }) => points.at(-1)?.[0] ?? -Infinity));
  return {
    silent: true,
    symbol: 'none',
    data: [
      ...(threshold === undefined ? [] : [levelLine(threshold, colours)]),
      ...marks.map(({ at, label, kind }, row) => {
        const colour = kind === 'change' ? colours.change : colours.onset;
        return {
          xAxis: at * 1000,
          lineStyle: { color: colour, width: kind === 'change' ? 1 : 1.5, type: kind === 'onset' ? 'solid' : 'dashed' },
          label: {
            formatter: () => label,
            color: colour,
            fontSize,
            fontWeight: kind === 'change' ? 'normal' : 'bold',
            position: 'end',
            // Towards the middle, so that no label leaves the picture.
            align: at > (from + to) / 2 ? 'right' : 'left',
            distance: 3 + (marks.length - 1 - row) * (fontSize + 3),
          },
        };
      }),
    ],
  };
}
