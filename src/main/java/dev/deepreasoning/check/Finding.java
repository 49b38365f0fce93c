package dev.deepreasoning.check;

/// One line of the report.
///
/// @param subject what was asked
/// @param sentence what it said
record Finding(Grade grade, String subject, String sentence) {
    @Override
    public String toString() {
        return String.format("%-5s %s: %s", grade.label, subject, sentence);
    }

    /// How good an answer is.
    enum Grade {
        /// As it should be.
        OK("ok"),
        /// It works, but somebody should look.
        NOTE("note"),
        /// It does not work.
        TROUBLE("FAIL");

        private final String label;

        Grade(String label) {
            this.label = label;
        }
    }
}
