import Foundation
import Testing

@testable import SwiftletCommand

/// What `swiftlet bench stripes` tells; the figures themselves take many seeds and are the command's business.
@Suite struct BenchStripesTests {
  @Test func aPatternIsFoundAndToldAsJSON() throws {
    let outcome = try Scratch().swiftlet(
      "bench", "stripes", "line", "--rows", "300", "--held-out", "1000", "--candidates", "128", "--seeds", "2", "--json"
    )
    #expect(outcome.status == 0 && outcome.err.isEmpty, "\(outcome.err)")
    let told = try #require(JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any])
    #expect(told["pattern"] as? String == "line" && told["rows"] as? Int == 300)
    #expect(try #require(told["mean"] as? Double) > 0.95 && #require(told["misses"] as? Int) == 0)
    let runs = try #require(told["runs"] as? [[String: Any]])
    #expect(runs.count == 2 && runs.allSatisfy { $0["verdict"] as? String == "found" })
    #expect((runs[0]["first"] as? String)?.hasPrefix("x0, period 0.0300") == true)
  }

  @Test func theControlIsToldAsLost() throws {
    let outcome = try Scratch().swiftlet(
      "bench", "stripes", "--rows", "300", "--held-out", "1000", "--range", "250", "--shuffle")
    #expect(outcome.status == 0)
    #expect(outcome.out.contains("nothing, ") && outcome.out.contains("[no-pattern]"))
  }

  @Test func anUnknownPatternIsRefused() throws {
    let outcome = try Scratch().swiftlet("bench", "stripes", "zebra")
    #expect(outcome.status != 0 && outcome.err.contains("zebra is no pattern"))
    #expect(try Scratch().swiftlet("bench", "stripes", "--seeds", "0").status != 0)
  }

  /// Every pattern has as many classes as it says, all of them in a few rows, and the same seed gives the same rows.
  @Test func everyPatternMakesItsData() throws {
    for pattern in StripePattern.all + [.random(seed: 4)] {
      let data = try pattern.data(rows: 400, seed: 1)
      #expect(data.count == 400 && data.inputShape.sizes == [pattern.inputs])
      if case .classes(let count, _) = pattern.target { #expect(data.classes.count == count, "\(pattern.name)") }
      #expect(try pattern.data(rows: 400, seed: 1).inputs == data.inputs)
      #expect(try pattern.data(rows: 400, seed: 1, shuffles: true).inputs == data.inputs)
    }
  }
}
