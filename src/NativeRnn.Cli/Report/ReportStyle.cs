namespace NativeRnn.Cli;

/// <summary>How reports look, by day and by night.</summary>
internal static class ReportStyle
{
    /// <summary>The style sheet; without characters that XML escapes, since HTML does not undo that here.</summary>
    /// <remarks>Each text has a contrast of at least 4.5 against what it stands on, each line of a chart one of 3.</remarks>
    internal const string Sheet = """

        :root {
          color-scheme: light dark;
          --page: #f6f7f9; --surface: #ffffff; --ink: #1b2430; --soft: #566272; --rule: #d9dee5;
          --series-1: #1d5fd1; --series-2: #c2410c; --series-3: #0f766e;
          --heat: 29 95 209; --cold: 194 65 12; --heat-weak: #000000; --heat-strong: #ffffff;
          --accent: #b4420a; --accent-wash: #fdeee3; --done: #0f766e;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #11161d; --surface: #1a212b; --ink: #e6eaf0; --soft: #9daaba; --rule: #36404d;
            --series-1: #6ea8fe; --series-2: #fb9a5b; --series-3: #4fd1c0;
            --heat: 110 168 254; --cold: 251 154 91; --heat-weak: #ffffff; --heat-strong: #000000;
            --accent: #fb9a5b; --accent-wash: #3a291d; --done: #4fd1c0;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 1080px; margin: 0 auto; padding: 24px 16px 64px; }
        h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 12px; }
        h2 { font-size: 1.3rem; margin: 48px 0 8px; padding-top: 16px; border-top: 1px solid var(--rule); }
        h3 { font-size: 1rem; margin: 0 0 8px; }
        p { max-width: 44rem; margin: 0 0 16px; }
        .tiles { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); }
        figure, .card {
          margin: 0 0 16px; padding: 16px; min-width: 0;
          background: var(--surface); border: 1px solid var(--rule); border-radius: 8px;
        }
        .row { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
        .row figure { flex: 0 1 auto; max-width: 100%; }
        .tiles figure, .tiles .card, .row figure { margin: 0; }
        figcaption, .note { color: var(--soft); font-size: 0.9rem; margin-top: 8px; max-width: 44rem; }
        .scroll { overflow-x: auto; }
        .scroll:focus-visible { outline: 2px solid var(--series-1); outline-offset: 4px; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; vertical-align: top; padding: 6px 16px 6px 0; border-bottom: 1px solid var(--rule); }
        thead th { color: var(--soft); font-size: 0.9rem; font-weight: 600; }
        tbody th { font-weight: 600; white-space: nowrap; position: sticky; left: 0; background: var(--surface); }
        td.text {
          font-family: ui-monospace, monospace; font-size: 0.85rem; white-space: pre-wrap; overflow-wrap: anywhere;
        }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 12px; margin: 0; }
        dt { color: var(--soft); }
        dd { margin: 0; overflow-wrap: anywhere; }
        svg { display: block; width: 100%; height: auto; }
        svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
        svg .soft { fill: var(--soft); }
        .legend {
          display: flex; flex-wrap: wrap; gap: 0 20px; list-style: none; margin: 0 0 4px; padding: 0; font-size: 0.9rem;
        }
        .legend svg { display: inline-block; width: 24px; margin-right: 6px; vertical-align: middle; }
        .grid { stroke: var(--rule); stroke-width: 1; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
        .s1 { stroke: var(--series-1); } .s2 { stroke: var(--series-2); } .s3 { stroke: var(--series-3); }
        .s2 { stroke-dasharray: 7 4; } .s3 { stroke-dasharray: 2 4; }
        circle.s1 { fill: var(--series-1); } circle.s2 { fill: var(--series-2); } circle.s3 { fill: var(--series-3); }
        .heat { border-collapse: separate; border-spacing: 2px; font-size: 0.85rem; }
        .heat th, .heat td { border: 0; padding: 4px 6px; text-align: center; vertical-align: middle; }
        .heat thead th { color: var(--ink); vertical-align: bottom; }
        .heat tbody th { text-align: right; }
        .heat td { min-width: 44px; border-radius: 3px; color: var(--heat-weak); }
        .heat td.middle { color: #000000; }
        .heat td.strong { color: var(--heat-strong); }
        .tree, .map { width: auto; max-width: none; }
        .map text { font-size: 11px; }
        .map .warm, .swatch .warm { fill: rgb(var(--heat)); }
        .map .cold, .swatch .cold { fill: rgb(var(--cold)); }
        .map .frame, .swatch .frame { fill: none; stroke: var(--rule); }
        .legend .swatch { width: 14px; }
        .edge { fill: none; stroke: var(--soft); stroke-opacity: 0.55; stroke-width: 1.25; }
        .node { fill: var(--surface); stroke: var(--soft); stroke-width: 1; }
        .finished { stroke: var(--done); stroke-width: 2; }
        .edge.winner { stroke: var(--accent); stroke-opacity: 1; stroke-width: 3; }
        .node.winner { fill: var(--accent-wash); stroke: var(--accent); stroke-width: 2.5; }
        .tree .token { font-weight: 600; font-size: 13px; }
        .tree .mark { fill: var(--done); font-weight: 700; }
        @media (max-width: 480px) { figure, .card { padding: 12px; } th, td { padding-right: 10px; } }
        @media print { body { background: none; } figure, .card, tr { break-inside: avoid; } }

        """;
}
