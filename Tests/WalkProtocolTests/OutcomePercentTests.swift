import Testing

@testable import WalkProtocol

@Suite struct OutcomePercentTests {
  @Test("two subjects, the formulas differ and each result names its own")
  func formulasDiffer() {
    let pairs: [PercentChange.Pair] = [(100, 300), (300, 330)]
    let individual = PercentChange.meanOfIndividualChanges(pairs)
    let means = PercentChange.changeOfMeans(pairs)
    #expect(individual.milliPercent == 105_000)
    #expect(individual.formula.rawValue == "mean-of-individual-changes")
    #expect(means.milliPercent == 57_500)
    #expect(means.formula.rawValue == "change-of-means")
    #expect(individual.pairs == 2)
  }

  @Test("results between thousandths, halves go away from zero on both sides")
  func rounding() {
    #expect(PercentChange.changeOfMeans([(200_000, 200_001)]).milliPercent == 1)
    #expect(PercentChange.changeOfMeans([(200_001, 200_002)]).milliPercent == 0)
    #expect(PercentChange.changeOfMeans([(200_000, 199_999)]).milliPercent == -1)
    #expect(PercentChange.meanOfIndividualChanges([(200_000, 200_001)]).milliPercent == 1)
    #expect(PercentChange.meanOfIndividualChanges([(200_000, 199_999)]).milliPercent == -1)
    #expect(PercentChange.meanOfIndividualChanges([(3, 4), (7, 6)]).milliPercent == 9_524)
  }

  @Test("µs of a 15-minute walk, 250 % in both formulas")
  func walkingTimes() {
    let pairs: [PercentChange.Pair] = [(240_000_000, 840_000_000), (120_000_000, 420_000_000)]
    #expect(PercentChange.meanOfIndividualChanges(pairs).milliPercent == 250_000)
    #expect(PercentChange.changeOfMeans(pairs).milliPercent == 250_000)
  }

  @Test(
    "nothing to compute from, no value and the reason",
    arguments: [
      ([], .noPairs), ([(nil, 5)], .missingBaseline), ([(5, nil)], .missingFollowUp),
      ([(0, 5)], .zeroBaseline), ([(-1, 5)], .negativeValue), ([(5, -1)], .negativeValue),
      ([(1, .max)], .tooLarge),
    ] as [([PercentChange.Pair], PercentChange.Absence)])
  func absences(pairs: [PercentChange.Pair], reason: PercentChange.Absence) {
    for result in [
      PercentChange.meanOfIndividualChanges(pairs), PercentChange.changeOfMeans(pairs),
    ] {
      #expect(result.milliPercent == nil)
      #expect(result.reason == reason)
    }
  }

  @Test("one baseline of zero among others, only the individual changes have no value")
  func oneZeroBaseline() {
    let pairs: [PercentChange.Pair] = [(0, 10), (100, 190)]
    #expect(PercentChange.meanOfIndividualChanges(pairs).reason == .zeroBaseline)
    #expect(PercentChange.changeOfMeans(pairs).milliPercent == 100_000)
  }

  @Test("the largest values, a result and no trap")
  func largest() {
    let most: Int64 = 10_000_000_000_000
    #expect(
      PercentChange.meanOfIndividualChanges([(1, most), (1, most)]).milliPercent
        == (most - 1) * 100_000)
    #expect(PercentChange.changeOfMeans([(most, 0)]).milliPercent == -100_000)
  }
}
