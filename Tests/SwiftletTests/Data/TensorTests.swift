import Swiftlet
import Testing

struct TensorTests {
  @Test func rowsThatDoNotExistAreEmptyAndRefusedByWhateverIsGivenThem() throws {
    let tensor = try Tensor(rows: [[1.0, 2], [3, 4]])
    #expect(tensor[row: 1] == [3, 4])
    for row in [-1, 2, Int.max, Int.min] { #expect(tensor[row: row] == []) }
    let model = Sequential(inputs: 2) { Dense(1) }
    #expect(throws: SwiftletError.self) { try model.predict(tensor[row: 2]) }
  }
}
