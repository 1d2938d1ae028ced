// Draws each chart from the table below it, so that both say the same. Columns: period, outcome, target, realization;
// the eighth, where there is one, the original target. Below the outcome stands what happened. Of a process: period,
// state, mean, realization, lower and upper limit.
"use strict";
(function () {
  var HEIGHT = 300, LEFT = 66, RIGHT = 12, TOP = 20, BOTTOM = 46, SHORT = 62, LONG = 110, ORIGINAL = 7, SECOND = 20;

  function number(cell) {
    var text = cell.getAttribute("data-value");
    return text === null || text === "" ? null : Number(text);
  }

  function readRows(table, process) {
    return Array.prototype.map.call(table.tBodies[0].rows, function (row) {
      var cells = row.cells, status = cells[1].querySelector(".status"), under = cells[1].querySelector(".under");
      return {
        period: cells[0].textContent, outcome: status ? status.textContent : "",
        happened: under ? under.lastChild.textContent : "",
        tone: status ? status.classList[1] : "", target: number(cells[2]), realization: number(cells[3]),
        original: cells[ORIGINAL] ? number(cells[ORIGINAL]) : null,
        lower: process ? number(cells[4]) : null, upper: process ? number(cells[5]) : null,
        said: cells[2].textContent + " / " + cells[3].textContent
      };
    });
  }

  function addLine(svg, rows, key, x, y) {
    var line = d3.svg.line().defined(function (row) { return row[key] !== null; })
      .x(function (row, i) { return x(i); }).y(function (row) { return y(row[key]); });
    svg.append("path").attr("class", key).attr("d", line(rows));
  }

  function diamond(x, y) { return "M" + x + " " + (y - 6) + "l6 6l-6 6l-6 -6z"; }

  // Met is a dot, not met a cross, outside its limits a diamond: the shape says it, and the colour too.
  function addMark(svg, row, x, y) {
    if (row.target !== null && row.upper === null)
      svg.append("rect").attr("class", "mark-target").attr("x", x - 4).attr("y", y(row.target) - 4)
        .attr("width", 8).attr("height", 8);
    if (row.original !== null)
      svg.append("path").attr("class", "mark-target").attr("d", diamond(x, y(row.original)))
        .append("title").text(row.period + ": " + row.original);
    if (row.realization === null) return;
    var at = y(row.realization), mark;
    if (row.tone === "bad")
      mark = svg.append("path").attr("class", "mark-missed")
        .attr("d", "M" + (x - 6) + " " + (at - 6) + "l12 12M" + (x + 6) + " " + (at - 6) + "l-12 12");
    else if (row.tone === "late")
      mark = svg.append("path").attr("class", "mark-outside").attr("d", diamond(x, at));
    else
      mark = svg.append("circle").attr("class", row.tone === "good" ? "mark-met" : "mark-other")
        .attr("cx", x).attr("cy", at).attr("r", 5.5);
    mark.append("title").text(row.period + ": " + row.said + ", " + row.outcome);
  }

  function addHappened(svg, row, x) {
    if (!row.happened) return;
    svg.append("path").attr("class", "way-happened").attr("d", "M" + x + " " + TOP + "V" + (HEIGHT - BOTTOM));
    svg.append("path").attr("class", "mark-happened").attr("d", "M" + (x - 6) + " " + (TOP - 12) + "h12l-6 10z")
      .append("title").text(row.period + ": " + row.happened);
  }

  function addAxes(svg, rows, x, y, width, language) {
    var write = new Intl.NumberFormat(language, { maximumFractionDigits: 2, notation: "compact" });
    var axis = svg.append("g").attr("class", "axis");
    y.ticks(5).forEach(function (tick) {
      axis.append("line").attr("x1", LEFT).attr("x2", width - RIGHT).attr("y1", y(tick)).attr("y2", y(tick));
      axis.append("text").attr("x", LEFT - 8).attr("y", y(tick) + 4).attr("text-anchor", "end")
        .text(write.format(tick));
    });
    // As many periods as there is room to write, the last one always.
    var room = (width - LEFT - RIGHT) / rows.length, every = Math.ceil(SHORT / room);
    rows.forEach(function (row, i) {
      if ((rows.length - 1 - i) % every !== 0) return;
      axis.append("text").attr("x", x(i)).attr("y", HEIGHT - BOTTOM + 20).attr("text-anchor", "middle")
        .text(room < LONG ? row.period.replace(/(\S+) \d{4}$/, "$1") : row.period);
    });
  }

  function addKey(svg, headings, happened, limits) {
    if (happened) {
      svg.append("path").attr("class", "mark-happened").attr("d", "M8 " + (HEIGHT + 7) + "h12l-6 10z");
      svg.append("text").attr("x", 26).attr("y", HEIGHT + SECOND - 4).text(happened);
    }
    ["target", "realization"].forEach(function (key, i) {
      var left = 8 + i * 105;
      svg.append("path").attr("class", key).attr("d", "M" + left + " " + (HEIGHT - 8) + "h24");
      svg.append("text").attr("x", left + 30).attr("y", HEIGHT - 4).text(headings[i + 2]);
    });
    if (limits) {
      svg.append("path").attr("class", "upper").attr("d", "M218 " + (HEIGHT - 8) + "h24");
      svg.append("text").attr("x", 248).attr("y", HEIGHT - 4).text(headings[4] + ", " + headings[5].toLowerCase());
    }
    if (!headings[ORIGINAL]) return;
    svg.append("path").attr("class", "mark-target").attr("d", diamond(246, HEIGHT - 8));
    svg.append("text").attr("x", 258).attr("y", HEIGHT - 4).text(headings[ORIGINAL]);
  }

  function draw(figure) {
    var table = figure.parentNode.querySelector("table");
    var rows = readRows(table, figure.getAttribute("data-chart") === "process").filter(function (row) {
      return row.target !== null || row.realization !== null;
    });
    figure.textContent = "";
    if (rows.length < 2) return;
    var headings = Array.prototype.map.call(table.tHead.rows[0].cells, function (cell) {
      return cell.firstChild.data;
    });
    var under = table.tHead.querySelector(".under");
    var happened = rows.some(function (row) { return row.happened; }) ? under.textContent : "";
    var height = HEIGHT + (happened ? SECOND : 0);
    var width = Math.max(320, Math.min(960, figure.clientWidth));
    var values = rows.reduce(function (all, row) { 
      return all.concat(row.target, row.realization, row.original, row.lower, row.upper);
    }, [])
      .filter(function (value) { return value !== null; });
    var low = Math.min.apply(null, values), high = Math.max.apply(null, values);
    var y = d3.scale.linear().domain([low > 0 && low > high / 2 ? low - (high - low) : Math.min(0, low), high])
      .range([HEIGHT - BOTTOM, TOP]).nice();
    var x = function (i) { return LEFT + 30 + i * (width - LEFT - RIGHT - 60) / (rows.length - 1); };
    var svg = d3.select(figure).append("svg").attr("viewBox", "0 0 " + width + " " + height).attr("role", "img")
      .attr("aria-label", figure.getAttribute("data-label"));
    svg.append("title").text(figure.getAttribute("data-label"));
    addAxes(svg, rows, x, y, width, document.documentElement.lang);
    ["lower", "upper", "target"].forEach(function (key) { addLine(svg, rows, key, x, y); });
    addLine(svg, rows, "realization", x, y);
    rows.forEach(function (row, i) { addHappened(svg, row, x(i)); });
    rows.forEach(function (row, i) { addMark(svg, row, x(i), y); });
    addKey(svg, headings, happened, rows[0].upper !== null);
  }

  function drawAll() { Array.prototype.forEach.call(document.querySelectorAll("figure.chart"), draw); }
  document.addEventListener("capaian-shown", drawAll);
  drawAll();
})();
