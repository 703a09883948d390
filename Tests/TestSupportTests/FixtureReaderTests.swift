import Foundation
import TestSupport
import Testing

/// The reader of fixtures. (Suites that compare with them are named Golden….)
struct FixtureReaderTests {
  @Test func numbersShapesAndWordsForInfinityAreRead() throws {
    let cases = try Golden.cases("losses")
    #expect(cases.count > 50)
    let first = try #require(cases.first)
    #expect(try first["y_pred"].floats().count == first["y_pred"].shape().reduce(1, *))
    #expect(try first["name"].string() == "mse")
    let exponential = try #require(try Golden.cases("activations").first { try $0["name"].string() == "exponential" })
    #expect(try exponential["y"].doubles().allSatisfy { !$0.isNaN })
    #expect(try Golden.load("optimizers")["meta"]["steps"].double() == 100)
  }

  @Test func whatIsMissingIsNamedWithItsPath() throws {
    let file = try Golden.load("losses")
    #expect(throws: GoldenValue.Missing.self) { try file["absent"] }
    #expect(throws: GoldenValue.Missing.self) { try file["cases"].double() }
    #expect(throws: GoldenValue.Missing.self) { try file["meta"].list() }
    #expect(try file.optional("absent") == nil)
    do {
      _ = try file["meta"]["absent"]
    } catch {
      #expect("\(error)" == "losses.meta has no 'absent'")
    }
    #expect(throws: (any Error).self) { try Golden.load("no-such-fixture") }
  }
}
