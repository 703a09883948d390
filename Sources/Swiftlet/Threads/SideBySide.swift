/// `body` of 0 ..< parts on up to so many threads of the library's team: for measuring kernels on several cores.
package func sideBySide(_ parts: Int, threads: Int, _ body: (Int) -> Void) {
  withoutActuallyEscaping(body) { body in
    var body = body
    withUnsafeMutablePointer(to: &body) { pointer in
      Team.shared.fork(parts, lanes: threads, UnsafeMutableRawPointer(pointer)) { context, part, _ in
        context.assumingMemoryBound(to: ((Int) -> Void).self).pointee(part)
      }
    }
  }
}
