import Figures
import Testing

@Suite struct GraphTests {
  /// A graph of layered random edges, the same for the same seed.
  static func random(nodes: Int, seed: UInt64) -> GraphView {
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let edges = (1..<nodes).flatMap { node in
      (0..<(1 + next(3))).map { _ in GraphView.Edge(from: "n\(next(node))", to: "n\(node)") }
    }
    let all = (0..<nodes).map { GraphView.Node(id: "n\($0)", name: "node \($0)", stage: "Stage") }
    return GraphView(nodes: all, edges: edges)
  }

  static let graphs =
    [GalleryPage.graph] + [1, 2, 9, 30, 60].map { random(nodes: $0, seed: UInt64($0) + 5) }

  @Test(arguments: graphs)
  func `no two boxes overlap`(graph: GraphView) {
    let corners = GraphLayout(graph).corners
    #expect(corners.count == graph.nodes.count)
    for (index, first) in corners.enumerated() {
      #expect(first.x >= -0.001 && first.y >= 0)
      for second in corners[..<index] {
        let apart =
          abs(first.x - second.x) >= GraphLayout.box.width + 8
          || abs(first.y - second.y) >= GraphLayout.box.height + 8
        #expect(apart)
      }
    }
  }

  @Test(arguments: graphs)
  func `every edge leads down from one box to another and through none`(graph: GraphView) {
    let layout = GraphLayout(graph)
    let box = GraphLayout.box
    for route in layout.routes {
      for (from, to) in zip(route, route.dropFirst()) where from.x == to.x && to.y - from.y > 44.5 {
        // A stretch along a row of boxes; the curves between rows meet none.
        for corner in layout.corners where abs(corner.y - from.y) < 1 {
          #expect(from.x <= corner.x || from.x >= corner.x + box.width)
        }
      }
      #expect(zip(route, route.dropFirst()).allSatisfy { $0.y < $1.y })
    }
  }

  @Test func `the drawing is well-formed and counts outcomes`() {
    let check = XMLCheck(svg(GalleryPage.graph))
    #expect(check.isWellFormed)
    #expect(check.count(ofClass: "node") == 25)
    #expect(check.text.contains("6 failed"))
  }

  @Test func `variants of one name become one node that counts them`() throws {
    let nodes = (1...3).map {
      GraphView.Node(
        id: "a\($0)", name: "a", stage: "S", status: $0 == 2 ? .failed : .computed, seconds: 1.5)
    }
    let graph = GraphView(
      nodes: nodes + [.init(id: "b", name: "b", stage: "T")],
      edges: (1...3).map { .init(from: "a\($0)", to: "b") } + [.init(from: "a1", to: "a2")]
    ).collapsingVariants()
    let node = try #require(graph.nodes.first)
    #expect(graph.nodes.count == 2 && graph.edges.count == 1)
    #expect(node.variants == 3 && node.seconds == 4.5)
    #expect(node.outcomes == [.computed: 2, .failed: 1])
  }

  @Test func `cycles, loops, repeats and unknown ends do not stop the drawing`() {
    let graph = GraphView(
      nodes: ["a", "b", "c"].map { .init(id: $0, name: $0, stage: "S") },
      edges: [("a", "b"), ("b", "c"), ("c", "a"), ("a", "a"), ("a", "b"), ("x", "b")].map {
        .init(from: $0.0, to: $0.1)
      })
    #expect(XMLCheck(svg(graph)).isWellFormed)
    #expect(XMLCheck(svg(GraphView(nodes: [], edges: []))).isWellFormed)
  }

  @Test func `hostile names stay text in every language`() {
    let name = "a\"]; b --> c\n<script>alert(1)</script> \\ #35; {{x}} `y` | end"
    let graph = GraphView(
      nodes: [.init(id: "a", name: name, stage: name), .init(id: "b", name: "b", stage: "S")],
      edges: [.init(from: "a", to: "b")])
    #expect(!XMLCheck(svg(graph)).elements.contains("script"))
    #expect(
      dot(graph) == """
        digraph experiment {
          node [shape=box, style=rounded];
          n0 [label="\(Self.dotLabel)\\n\(Self.dotLabel)"];
          n1 [label="b\\nS"];
          n0 -> n1;
        }

        """)
    let label = mermaid(graph).split(separator: "\n")[1]
    #expect(label.hasPrefix("  n0[\"a#34;#93;#59; b --#62; c #60;script#62;"))
    #expect(!label.dropFirst(6).dropLast(2).contains("\""))
    #expect(mermaid(graph).hasSuffix("  n1[\"b<br/>S\"]\n  n0 --> n1\n"))
  }

  private static let dotLabel =
    "a\\\"]; b --> c <script>alert(1)</script> \\\\ #35; {{x}} `y` | end"
}
