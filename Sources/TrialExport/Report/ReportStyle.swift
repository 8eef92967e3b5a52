/// The report's one style sheet: A4, nothing smaller than 9 pt (12 px), colours from the
/// Okabe-Ito palette, and every meaning also carried by line style or hatching.
enum ReportStyle {
  static let css: Markup = """
    @page{size:A4;margin:14mm 14mm 16mm}
    *{box-sizing:border-box}
    html{background:#fff}
    body{font:10pt/1.35 "Liberation Sans",Arial,Helvetica,sans-serif;color:#000;width:182mm;\
    margin:0 auto;-webkit-print-color-adjust:exact;print-color-adjust:exact}
    @media screen{body{padding:8mm 0}}
    header{border-bottom:2px solid #000;padding-bottom:3px}
    h1{font-size:17pt;margin:0}
    .lead{font-size:12pt;margin:2px 0;display:flex;flex-wrap:wrap;gap:2px 22px}
    h2{font-size:11.5pt;margin:12px 0 4px;border-bottom:1px solid #999;break-after:avoid}
    p{margin:4px 0}
    small,.also{font-size:9pt;color:#333}
    .also{margin-left:8px}
    .code{font-family:"Liberation Mono",Consolas,monospace;font-size:9pt;overflow-wrap:anywhere}
    dl{display:grid;gap:1px 12px;margin:6px 0}
    dt{color:#333}dd{margin:0}
    .facts{grid-template-columns:max-content 1fr}
    .quality{grid-template-columns:1fr max-content 1fr max-content;font-size:9pt;gap:1px 14px}
    .quality dd{text-align:right;font-variant-numeric:tabular-nums}
    .verified,.warning{border:1px solid #000;padding:4px 8px;margin:6px 0}
    .warning{border:3px double #000;font-weight:bold}
    table{border-collapse:collapse;width:100%;font-size:9.5pt}
    th,td{text-align:left;vertical-align:baseline;padding:2px 8px 2px 0;border-bottom:1px solid #ccc}
    thead th{border-bottom:1px solid #000}
    tr{break-inside:avoid}
    .outcomes th{font-weight:normal;width:30%}
    .outcomes td:last-child{font-size:9pt;color:#333;width:26%}
    .outcomes b{font-size:11.5pt}
    .outcomes td,.time,.quality{font-variant-numeric:tabular-nums}
    .time{width:26mm;text-align:right;padding-right:14px;white-space:nowrap}
    figure{margin:4px 0;break-inside:avoid}
    svg{display:block;width:100%;height:auto;font:12px "Liberation Sans",Arial,Helvetica,sans-serif}
    .grid{stroke:#ddd;stroke-width:1}.axis{stroke:#000;stroke-width:1}
    .border{fill:none;stroke:#000;stroke-width:1}
    .trace{fill:none;stroke:#0072b2;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}
    .target{stroke:#d55e00;stroke-width:1.4;stroke-dasharray:7 4}
    .rest{fill:#dcdcdc}.hole{fill:url(#hole);stroke:#777;stroke-width:.5}.edged{stroke:#000;stroke-width:.7}
    .halo{paint-order:stroke;stroke:#fff;stroke-width:3px}
    .m-first,.m-severe,.m-end,.m-cap{stroke:#000;stroke-width:1.2}
    .m-first{stroke-dasharray:5 3}.m-severe{stroke-dasharray:2 2;stroke-width:1.8}
    .m-end{stroke-width:1.8}.m-cap{stroke-dasharray:9 3 2 3}
    .signature{break-inside:avoid;margin-top:26px}
    .signature div{display:grid;grid-template-columns:2fr 1fr 2fr;gap:18px;margin-top:34px}
    .signature div span{border-top:1px solid #000;padding-top:2px;font-size:9pt}
    """
}
