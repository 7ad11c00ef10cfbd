// An Output that is put into a string by mistake throws instead of printing a hint into an alarm.
process.env["PULUMI_ERROR_OUTPUT_STRING"] = "1";
