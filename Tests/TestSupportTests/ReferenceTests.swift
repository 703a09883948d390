import TestSupport
import Testing

/// The references' gradients against central differences of the references' values.
struct ReferenceTests {
  @Test(arguments: UnaryFunction.allCases)
  func derivativesAreThoseOfTheFormulas(_ f: UnaryFunction) {
    let (a, b) = (Double(f.parameters.a), Double(f.parameters.b))
    var samples = Samples(seed: 201)
    var compared = 0
    for x in samples.floats(200, f.domain.lowerBound, f.domain.upperBound).map(Double.init) {
      guard !f.kinks.contains(where: { abs($0 - x) < 1e-3 }) else { continue }
      let source = f.source == .x ? x : f.formula(x, a, b)
      let numeric = centralDifference([x], 0) { f.formula($0[0], a, b) }
      expectClose(f.derivative(source, a, b), numeric, absolute: 2e-9, relative: 1e-6, "\(f) at \(x)")
      compared += 1
    }
    #expect(compared > 150)
  }

  /// At a kink the derivative is that of the left side, or 0 where the header says so.
  @Test func derivativesAtKinksAreTheLeftOnes() {
    #expect(UnaryFunction.relu.derivative(0, 0, 0) == 0)
    #expect(UnaryFunction.leakyRelu.derivative(0, 0.25, 0) == 0.25)
    #expect(UnaryFunction.elu.derivative(0, 0.5, 0) == 0.5)
    #expect(UnaryFunction.selu.derivative(0, 1.75, 0) == 1.75)
    #expect(UnaryFunction.hardTanh.derivative(-1, 1, 0) == 1 && UnaryFunction.hardTanh.derivative(1, 0, 0) == 0)
    #expect(UnaryFunction.reluAbove.derivative(0.5, 0.1, 0.5) == 0)
    #expect(UnaryFunction.ceiling.derivative(2, 2, 0) == 1 && UnaryFunction.minimum.derivative(2, 2, 0) == 0)
    #expect(UnaryFunction.abs.derivative(0, 0, 0) == 0)
    #expect(UnaryFunction.hardSigmoidKeras1.derivative(0, 0, 0) == 0)
    #expect(UnaryFunction.hardSigmoidKeras1.derivative(1, 0, 0) == 0)
  }

  @Test func productsAreComputedForEveryForm() {
    // A = [1 2; 3 4], B = [5 6; 7 8], stored as each form wants them.
    let a: [Product.Form: [Float]] = [.nn: [1, 2, 3, 4], .nt: [1, 2, 3, 4], .tn: [1, 3, 2, 4]]
    let b: [Product.Form: [Float]] = [.nn: [5, 6, 7, 8], .nt: [5, 7, 6, 8], .tn: [5, 6, 7, 8]]
    for form in Product.Form.allCases {
      var product = Product(form, 2, 2, 2)
      product.hasBias = true
      product.accumulates = true
      let (values, sizes) = product.exact(a: a[form] ?? [], b: b[form] ?? [], bias: [1, 2], c0: [1, 1, -1, -1])
      #expect(values == [21, 25, 43, 51])
      #expect(sizes == [21, 25, 45, 53])
      let chain = product.chain(a: a[form] ?? [], b: b[form] ?? [], bias: [1, 2], c0: [1, 1, -1, -1], fused: true)
      #expect(chain == [21, 25, 43, 51])
    }
  }
}
