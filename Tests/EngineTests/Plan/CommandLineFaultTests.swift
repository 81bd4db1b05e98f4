import Engine
import Testing

@Suite struct CommandLineFaultTests {
  static let manifest = """
    let: {take: 5}
    sweep: {arch: {plain: 1, attn: 2}}
    profiles:
      small: {take: 1}
    stages:
      hello: {use: Say, times: "${take}", text: "${arch}"}
    """

  @Test(arguments: [
    (
      "tale=1",
      """
      --set:1:1: error: there is no let ‘tale’; only values under ‘let:’ and sweeps, as sweep.NAME, can be set
      tale=1
      ^ did you mean ‘take’?
      """
    ),
    (
      "sweep.arc=1",
      """
      --set:1:1: error: there is no sweep over ‘arc’
      sweep.arc=1
      ^ did you mean ‘sweep.arch’?
      """
    ),
    (
      "take",
      """
      --set:1:1: error: expected name=value or sweep.name=value,value
      take
      ^
      """
    ),
    (
      "take=[1, 2",
      """
      --set:1:6: error: this value cannot be read: no closing ‘]’ in the rest of the file; add it
      take=[1, 2
           ^
      """
    ),
    (
      "sweep.arch=plain,a b",
      """
      --set:1:18: error: ‘a b’ cannot be a label; write {label: value}, the label made of letters, digits, ‘.’, ‘_’ or ‘-’
      sweep.arch=plain,a b
                       ^
      """
    ),
    (
      "sweep.arch=plain,attn,plain",
      """
      --set:1:23: error: ‘plain’ occurs twice in the sweep over ‘arch’; remove one, or write {label: value}
      sweep.arch=plain,attn,plain
                            ^
      """
    ),
    (
      "take=none",
      """
      lab/experiment.yaml:6:28: error: times: expected a whole number, found ‘none’
        hello: {use: Say, times: "${take}", text: "${arch}"}
                                 ^
      --set:1:6: note: the value comes from here
      take=none
           ^
      """
    ),
  ])
  func `a faulty override is told with its place`(_ text: String, _ expected: String) {
    #expect(Scenario().set(text).faults(Self.manifest) == expected)
  }

  @Test func `a profile that is not known`() {
    #expect(
      Scenario().profile("smal").faults(Self.manifest) == """
        --profile:1:1: error: there is no profile ‘smal’
        smal
        ^ did you mean ‘small’?
        """)
  }

  @Test func `targets that are not known`() {
    #expect(
      Scenario().targets("hello[arch=attn]", "helo", "hello[arch=x]", "a b").faults(Self.manifest)
        == """
        NODE:2:1: error: there is no node ‘helo’
        helo
        ^ did you mean ‘hello’?
        NODE:3:1: error: the sweep over ‘arch’ has no value labelled ‘x’
        hello[arch=x]
        ^
        NODE:4:1: error: ‘a b’ is not a reference; write NODE, NODE[axis=label], NODE[axis=*] or NODE[*]
        a b
        ^
        """)
  }
}
