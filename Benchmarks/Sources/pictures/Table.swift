import Swiftlet

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Columns of numbers that become a CSV file for the others.
struct Table {
  let name: String
  let head: [String]
  let columns: [[Double]]

  init(name: String, head: [String], columns: [[Double]]) {
    self.name = name
    self.head = head
    self.columns = columns
  }

  /// The inputs of a data set, then the class or the first number of each row's target.
  init(_ name: String, _ data: Dataset) {
    let width = data.inputNames.count
    let values = data.inputs.values
    var columns = (0..<width).map { c in (0..<data.count).map { Double(values[$0 * width + c]) } }
    switch data.targets {
    case .classes(let labels, _), .signs(let labels): columns.append(labels.map(Double.init))
    case .values(let tensor): columns.append(tensor.values.map(Double.init))
    default: break
    }
    self.init(name: name, head: data.inputNames + ["label"], columns: columns)
  }

  init(_ name: String, _ history: History) {
    var (head, columns) = (["epoch", "training"], [history.loss.indices.map { Double($0 + 1) }, history.loss])
    if let validation = history.validation {
      head.append("validation")
      columns.append(validation.loss)
    }
    self.init(name: name, head: head, columns: columns)
  }

  func write(into folder: String) throws {
    let rows = columns.map(\.count).min() ?? 0
    guard let file = fopen("\(folder)/\(name).csv", "w") else { throw Unwritten(name: name) }
    defer { fclose(file) }
    fputs(head.joined(separator: ",") + "\n", file)
    for row in 0..<rows { fputs(columns.map { "\($0[row])" }.joined(separator: ",") + "\n", file) }
  }

  struct Unwritten: Error {
    let name: String
  }
}
