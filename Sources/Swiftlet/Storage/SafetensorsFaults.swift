/// Messages about files of models.
enum SafetensorsFaults {
  static func make(
    _ id: Finding.ID, _ sentence: String, _ path: String, expected: String? = nil, got: String? = nil, remedy: String
  ) -> SwiftletError {
    SwiftletError(
      .storage,
      Finding(id, sentence, expected: expected, got: got, remedy: remedy, place: Finding.Place(file: path, line: 0)))
  }

  static func malformed(_ path: String, _ what: String) -> SwiftletError {
    make(
      .malformedFile, "this is no whole file of a model: \(what)", path,
      remedy: "Take the file that save(to:) wrote, or copy it again")
  }

  static func damaged(_ path: String) -> SwiftletError {
    make(
      .malformedFile, "the file was changed after it was saved: its checksum does not fit", path,
      remedy: "Copy it again, or train anew")
  }

  static func noChecksum(_ path: String) -> SwiftletError {
    make(
      .malformedFile, "this safetensors file was not saved by Swiftlet: it has no checksum", path,
      remedy: "Take weights of other libraries over by setWeights")
  }

  static func otherNumbers(_ path: String, _ what: String, _ type: String) -> SwiftletError {
    make(
      .malformedFile, "\(what) holds numbers of another type", path,
      expected: "F32 (or F64 for the memory of a solver)", got: type,
      remedy: "Convert it to float32 first")
  }

  static func unwritable(_ path: String, _ failure: AtomicFile.Failure) -> SwiftletError {
    make(.unwritableFile, "the file cannot be written: \(failure.what)", path, remedy: failure.remedySentence)
  }

  static func longHeader(_ path: String, _ count: Int) -> SwiftletError {
    make(
      .tooLarge, "the description of this model is too long for a file", path,
      expected: "at most \(Safetensors.longestHeader) bytes", got: "\(count)", remedy: "Use fewer layers")
  }
}

extension Finding.ID {
  public static let malformedFile: Finding.ID = "malformed-file"
}
