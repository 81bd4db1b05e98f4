/// The look of a report page: one column of text, wider room for figures, quiet colours.
enum PageStyle {
  static let css = """
    :root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--mute:#59616b;--rule:#dfe3e7;\
    --tint:#f6f7f8;--link:#0a5f99;--full:#00754f;--half:#0072b2;--part:#8a5f00;--cross:#b84a00;\
    --barred:#a33c78}
    @media screen and (prefers-color-scheme:dark){:root{--paper:#15181c;--ink:#e3e6ea;\
    --mute:#a2a9b2;--rule:#30363d;--tint:#1d2126;--link:#7cbcf0;--full:#35c99d;--half:#57aee8;--part:#e9b44a;\
    --cross:#f58b4c;--barred:#e49cc6}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);\
    font:17px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;\
    overflow-wrap:break-word}
    main,footer{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,70ch) minmax(0,1fr);\
    padding:0 20px}
    main>*,footer>*{grid-column:2}
    main{padding-top:64px}
    h1,h2,h3,h4,h5,h6{line-height:1.25;margin:2em 0 .5em;text-wrap:balance;font-weight:650}
    h1{font-size:2.1rem;letter-spacing:-.015em;margin:0 0 .7em}
    h2{font-size:1.4rem;letter-spacing:-.005em;margin-top:2.4em}h3{font-size:1.12rem}
    h4,h5,h6{font-size:1rem}
    p,ul,ol,dl,blockquote,pre{margin:0 0 1em}
    ul,ol{padding-left:1.5em}li{margin:.2em 0}li>ul,li>ol{margin:.2em 0}
    a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:1px}
    a:hover{text-decoration-thickness:2px}
    :focus-visible{outline:2px solid var(--link);outline-offset:2px}
    code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;\
    font-size:.87em}
    code{background:var(--tint);padding:.12em .3em;border-radius:3px}
    pre{background:var(--tint);padding:.9em 1.1em;border-radius:4px;line-height:1.5;width:max-content;\
    min-width:100%}
    pre code{background:none;padding:0;font-size:1em}
    blockquote{margin-left:0;padding-left:1em;border-left:3px solid var(--rule);color:var(--mute)}
    blockquote>:last-child,li>:last-child{margin-bottom:0}
    hr{border:0;border-top:1px solid var(--rule);margin:2.5em 0;width:100%}
    nav{font-size:.92rem;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);\
    padding:.8em 0;margin-bottom:2em}
    nav ul{list-style:none;margin:0;padding:0;columns:2;column-gap:2em}
    nav li{break-inside:avoid;margin:0;padding:.15em 0}nav .level3{padding-left:1.2em}
    nav a{text-decoration:none}nav a:hover{text-decoration:underline}
    figure{margin:1.2em 0;min-width:0}figure .malleus-chart{max-width:none;width:104.444%;\
    margin:0 -2.222%}
    figure img{display:block;max-width:100%;height:auto;background:#fff}
    figcaption{font-size:.87rem;line-height:1.5;color:var(--mute);margin-top:.5em}
    figcaption strong{color:var(--ink)}.table figcaption{margin:0 0 .5em;break-after:avoid}
    .scroll{overflow-x:auto;max-width:100%}
    @media screen{.table .scroll{background:linear-gradient(to right,var(--paper),transparent) 0 0/3em 100%\
     no-repeat local,linear-gradient(to left,var(--paper),transparent) 100% 0/3em 100% no-repeat local,\
    linear-gradient(to right,var(--rule),transparent) 0 0/.9em 100% no-repeat scroll,\
    linear-gradient(to left,var(--rule),transparent) 100% 0/.9em 100% no-repeat scroll}}
    .table.broad{grid-column:1/-1;justify-self:center;max-width:100%;min-width:min(70ch,100%)}
    .table.broad .scroll{max-height:80vh;overflow:auto}
    @media (min-width:900px){.table:not(.broad) .scroll{overflow:visible}}
    table:has(td:nth-child(5)){width:100%}
    table{border-collapse:collapse;min-width:min(100%,33em);font-size:.9rem;line-height:1.45;\
    font-variant-numeric:tabular-nums}
    th,td{padding:.32em .8em;text-align:left;vertical-align:top}
    th:first-child,td:first-child{padding-left:2px}th:last-child,td:last-child{padding-right:2px}
    thead{position:sticky;top:0;background:var(--paper)}
    thead th{font-weight:600;vertical-align:bottom}
    thead tr:last-child th,thead th[rowspan="2"]{box-shadow:inset 0 -1.5px 0 var(--ink)}
    .spans th[colspan]{text-align:center;padding-bottom:.15em}
    .spans th[colspan]:not([colspan="1"]){background:linear-gradient(var(--rule),var(--rule)) 50% 100%/\
    calc(100% - 1.6em) 1px no-repeat}
    .group th{font-weight:600;padding-top:1.1em;border-bottom:1px solid var(--rule)}
    .note{font-weight:400;color:var(--mute);max-width:100ch}.note code{white-space:nowrap}
    .download{margin-left:.3em;white-space:nowrap}
    tbody td{border-bottom:1px solid var(--rule)}
    .number,.end{text-align:right;white-space:nowrap}thead .number{white-space:normal}
    .centre{text-align:center}.unit{font-weight:400;color:var(--mute);white-space:nowrap}
    .words{min-width:6em}.wide{min-width:10em}.long{min-width:16em}:target{scroll-margin-top:1em}\
    .marked{display:grid;grid-template-columns:auto 1fr;gap:.45em;min-width:11em}\
    .mark{width:.8em;height:.8em;margin-top:.32em}.mark-full{color:var(--full)}.mark-half{color:var(--half)}\
    .mark-part{color:var(--part)}.mark-cross{color:var(--cross)}.mark-barred{color:var(--barred)}\
    .mark-empty{color:var(--mute)}\
    .term{white-space:nowrap}h2+figure,h3+figure{margin-top:.2em}
    details{margin:.5em 0 1em}summary{cursor:pointer;color:var(--mute);font-size:.9rem}
    .lineage{padding-left:1.6em}.lineage>li{margin:0 0 1.1em}.lineage>li::marker{color:var(--mute)}
    .summary,.uses{color:var(--mute)}
    .lineage dl{margin:.25em 0;font-size:.9rem;line-height:1.5}
    .lineage dl div{display:grid;grid-template-columns:minmax(7em,11em) 1fr;gap:0 1em;padding:.15em 0}
    dt{color:var(--mute)}dd{margin:0}.lineage details{margin:.2em 0}
    .surroundings{display:grid;grid-template-columns:subgrid;grid-column:1/-1}
    .surroundings>*{grid-column:2}
    .surroundings>.graph{grid-column:1/-1;justify-self:center;max-width:min(1200px,100%);margin:0 0 1em}
    .graph svg{max-width:none}
    .facts div{display:grid;grid-template-columns:minmax(7em,11em) 1fr;gap:0 1em}
    footer{margin-top:4em;padding-bottom:3em}footer p{font-size:.85rem;color:var(--mute)}
    @media (max-width:600px){body{font-size:16px}main{padding-top:32px}main,footer{padding-left:16px;\
    padding-right:16px}th,td{padding:.4em .5em}.words{min-width:0}h1{font-size:1.65rem}nav ul{columns:1}\
    .lineage dl div,.facts div{grid-template-columns:1fr}dd{padding-left:1em}}
    @media print{@page{margin:18mm 16mm}body{font-size:10.5pt;line-height:1.45}main{padding:0}\
    main,footer,.surroundings{display:block}details::details-content{content-visibility:visible}\
    h1{font-size:20pt}h2,h3,h4{break-after:avoid}\
    figure,tr,.lineage>li,.graph{break-inside:avoid}figure{margin:5mm 0}\
    figure:not(.table){max-width:150mm}.table{break-inside:auto}\
    .scroll,.table.broad .scroll{overflow:visible;max-height:none}thead{position:static}\
    thead tr:last-child th,thead th[rowspan="2"]{box-shadow:none;border-bottom:1.2pt solid}\
    tbody:has(.group){break-inside:avoid}.download{display:none}summary{list-style:none}\
    .group{break-after:avoid}\
    .graph svg{width:auto;height:auto;max-width:100%;max-height:225mm}pre{white-space:pre-wrap;width:auto}\
    a{color:inherit}nav{display:none}code,pre{background:none}footer{padding:0;margin-top:10mm}}
    """
}
