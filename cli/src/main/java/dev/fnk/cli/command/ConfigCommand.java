package dev.fnk.cli.command;

import dev.fnk.cli.config.ConfigSchema;
import dev.fnk.cli.config.Effective;
import dev.fnk.cli.console.Table;
import dev.fnk.cli.invocation.Invocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "config",
    description = "Shows the effective settings, and what may be set.",
    synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand {
  private final Invocation invocation;

  ConfigCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Command(name = "view", description = "Prints each setting, its value and where it comes from.")
  void view() {
    List<Effective> all = invocation.settings().all();
    invocation.print(
        "config",
        () -> {
          Table table = new Table("SETTING", "VALUE", "FROM");
          all.forEach(
              one -> table.row(one.setting().path(), one.value().plain().toString(), one.origin()));
          table.print(invocation.console().out());
        },
        document -> document.with("settings", all.stream().map(ConfigCommand::fields).toList()));
  }

  @Command(name = "schema", description = "Prints the JSON schema of fnk.yaml.")
  void schema() {
    invocation
        .console()
        .out()
        .println(
            JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(ConfigSchema.document()));
  }

  private static Map<String, Object> fields(Effective one) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("setting", one.setting().path());
    fields.put("value", one.value().plain());
    fields.put("from", one.origin());
    return fields;
  }
}
