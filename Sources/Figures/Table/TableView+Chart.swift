extension TableView {
  /// The numbers behind a chart, as they stand beside it in a file or below it on a page.
  package init(_ chart: Chart) {
    switch chart.content {
    case .plot(let plot): self.init(plot)
    case .heatmap(let map): self.init(map)
    case .surface(let surface): self.init(surface)
    case .images(let grid):
      self.init(
        columns: [Column("picture", .integer), Column("caption")],
        rows: grid.pictures.enumerated().map {
          [.integer($0.offset + 1), .text($0.element.caption)]
        }
      )
    }
  }

  private init(_ plot: Plot) {
    let isNumeric = plot.series.flatMap(\.points).allSatisfy {
      if case .number = $0.x { true } else { false }
    }
    let x = Column(
      plot.x.label.isEmpty ? "x" : plot.x.label, unit: plot.x.unit,
      isNumeric ? .number() : .text)
    let y = Column(plot.y.label.isEmpty ? "y" : plot.y.label, unit: plot.y.unit, .interval())
    let rows = plot.series.flatMap { series in
      series.points.map { point -> [Cell] in
        let position: Cell =
          switch point.x {
          case .number(let value) where isNumeric: .number(value)
          default: .text(point.x.text)
          }
        let value: Cell =
          point.interval.map { .interval(point.y, low: $0.lowerBound, high: $0.upperBound) }
          ?? .number(point.y)
        let origin = series.origin == .printed ? "printed" : "measured"
        return [.text(series.name), .text(origin), position, value]
      }
    }
    self.init(columns: [Column("series"), Column("origin"), x, y], rows: rows)
  }

  private init(_ map: Heatmap) {
    let heading = map.rowHeading.isEmpty ? "row" : map.rowHeading
    self.init(
      columns: [Column(heading)] + map.columns.map { Column($0, .number(decimals: map.decimals)) },
      rows: map.rows.indices.map { row in
        [.text(map.rows[row])]
          + map.columns.indices.map { column in
            map.value(row: row, column: column).map { .number($0) } ?? .missing
          }
      })
  }

  private init(_ surface: Surface) {
    func heading(_ text: String, _ other: String) -> String { text.isEmpty ? other : text }
    self.init(
      columns: [
        Column("panel"), Column(heading(surface.xHeading, "x"), .number()),
        Column(heading(surface.yHeading, "y"), .number()),
        Column(heading(surface.valueHeading, "value"), .number()),
      ],
      rows: surface.panels.flatMap { panel in
        zip(surface.places, panel.values).flatMap { second, values in
          zip(surface.places, values).map { first, value in
            [.text(panel.name), .number(first), .number(second), .number(value)]
          }
        }
      })
  }
}
