internal import Figures
internal import Pipeline

/// The training images that help and harm one test image most, or all of them in the mean.
struct ExamplePanel {
  /// A training image with its influence.
  struct Scored {
    var image: ExampleImages.Example
    var score: Double
  }

  /// The test image, `nil` for the mean.
  let test: ExampleImages.Example?
  /// From the largest influence down, all positive.
  let helpful: [Scored]
  /// From the smallest influence up, all negative.
  let harmful: [Scored]
  private let lead: Picture?
  private let images: ExampleImages

  /// The `count` most extreme of `scores`, ties in the order of ids.
  init(
    _ test: (example: ExampleImages.Example, images: ExampleImages)?, scores: [Double],
    count: Int, _ influence: Influence, _ images: ExampleImages
  ) throws(StageError) {
    let falling = scores.indices.sorted {
      (-scores[$0], influence.ids[$0]) < (-scores[$1], influence.ids[$1])
    }
    let rising = scores.indices.sorted {
      (scores[$0], influence.ids[$0]) < (scores[$1], influence.ids[$1])
    }
    func scored(_ rows: some Sequence<Int>) throws(StageError) -> [Scored] {
      var found: [Scored] = []
      for row in rows {
        found.append(Scored(image: try images.example(influence.ids[row]), score: scores[row]))
      }
      return found
    }
    helpful = try scored(falling.prefix(count).filter { scores[$0] > 0 })
    harmful = try scored(rising.prefix(count).filter { scores[$0] < 0 })
    self.test = test?.example
    lead = test.map { $0.images.picture($0.example, caption: "label \($0.example.label)") }
    self.images = images
  }

  /// The panel as pictures.
  func drawing(of influence: Influence) -> ImageGrid.Panel {
    let heading =
      test.map { "Test image \($0.id)" } ?? "Mean over \(influence.queryIds.count) test images"
    return ImageGrid.Panel(
      heading, lead: lead,
      rows: [
        row(helpful, "most helpful", none: "no training image helps", colour: 0),
        row(harmful, "most harmful", none: "no training image harms", colour: 1),
      ])
  }

  private func row(
    _ examples: [Scored], _ heading: String, none: String, colour: Int
  ) -> ImageGrid.Row {
    ImageGrid.Row(
      examples.isEmpty ? none : heading, colour: colour,
      examples.map { example in
        let score = NumberText.significant(example.score, digits: 3)
        let sign = example.score > 0 ? "+" : ""
        return images.picture(
          example.image,
          caption: "label \(example.image.label)\n\(sign)\(score)\nid \(example.image.id)")
      })
  }
}
