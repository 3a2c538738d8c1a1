package io.rowrun.calcite.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each key of a config.yaml: what it becomes on the wire, and what is said when it is wrong. */
class ConfigYamlTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("HOME_TOWN", "Bern");

  @TempDir Path root;

  @BeforeEach
  void files() throws IOException {
    Files.createDirectories(root.resolve("models"));
    Files.writeString(root.resolve("models/a.bin"), "a");
    Files.writeString(root.resolve("in.txt"), "in");
    Files.writeString(root.resolve("reqs.txt"), "# all\nnumpy==1.26 # why\n\n-r more.txt\n");
    Files.writeString(root.resolve("more.txt"), "pandas>=2,\\\n<3\n");
    Files.writeString(root.resolve("optional.txt"), "-e .\n");
    Files.writeString(
        root.resolve("train.py"), "import json, features.text as t\nfrom util import x\n");
    Files.writeString(root.resolve("util.py"), "import deep.er\nimport train\n");
    Files.createDirectories(root.resolve("features"));
    Files.writeString(root.resolve("features/text.py"), "");
    Files.createDirectories(root.resolve("lib/deep"));
    Files.writeString(root.resolve("lib/deep/er.py"), "");
  }

  @Test
  void everyKeyReachesTheWire() throws IOException {
    JobConfig config =
        read(
            """
            name: nightly-score
            desc: scores the last batch
            cmd: |
              ./score.sh ${IN} ${OUT} --rate ${RATE} --ref ${REF}/ref.csv ${bt1bbbbbbbbbbbbbbbbb}
              ls ${RAW} ${SET} ${DS_PROJECT_HOME}
            args: {RATE: 0.5}
            inputs: [ models/, {in.txt: IN} ]
            outputs: [ {/abs/result.csv: {var: OUT}}, metrics.json ]
            s3-mounts: [ {bt1ccccccccccccccccc: RAW} ]
            datasets: [ {bt1aaaaaaaaaaaaaaaaa: {var: REF}}, bt1bbbbbbbbbbbbbbbbb ]
            env:
              vars: [ {MODE: fast}, HOME_TOWN ]
              docker: {image: 'cr.example/py:3', username: u, password: {secret-id: registry}}
            flags: [attach-project-disk]
            cloud-instance-types: [c1.8, c1.4]
            working-storage: {type: SSD, size: 150Gb}
            graceful-shutdown: {signal: SIGINT, timeout: 1d2h3m4s5ms}
            output-datasets:
            - {name: set, var: SET, size: 500Mb, description: kept, labels: {a: b}}
            spark: {connector: {id: spark1}}
            """);
    assertThat(config.name()).isEqualTo("nightly-score");
    assertThat(config.desc()).isEqualTo("scores the last batch");
    assertThat(config.parameters())
        .isEqualTo(
            parameters(
                """
                cmd: "./score.sh ${IN} ${OUT} --rate ${RATE} --ref ${bt1aaaaaaaaaaaaaaaaa}/ref.csv"
                     " ${bt1bbbbbbbbbbbbbbbbb}\\nls ${bt1ccccccccccccccccc} ${SET} ${DS_PROJECT_HOME}"
                arguments { name: "RATE" value: "0.5" }
                input_files { desc { path: "models/" } }
                input_files { desc { path: "in.txt" var: "IN" } }
                output_files { path: "/abs/result.csv" var: "OUT" }
                output_files { path: "metrics.json" }
                s3_mount_ids: "bt1ccccccccccccccccc"
                dataset_ids: ["bt1aaaaaaaaaaaaaaaaa", "bt1bbbbbbbbbbbbbbbbb"]
                env {
                  vars { key: "MODE" value: "fast" }
                  vars { key: "HOME_TOWN" value: "Bern" }
                  docker_image_spec {
                    image_url: "cr.example/py:3" username: "u" password_ds_secret_name: "registry"
                  }
                }
                attach_project_disk: true
                cloud_instance_types [{ name: "c1.8" }, { name: "c1.4" }]
                extended_working_storage { type: SSD size_gb: 150 }
                graceful_shutdown_parameters {
                  signal: 2 timeout { seconds: 93784 nanos: 5000000 }
                }
                output_datasets {
                  name: "set" var: "SET" size_gb: 1 description: "kept"
                  labels { key: "a" value: "b" }
                }
                spark_parameters { connector_id: "spark1" }
                """));
  }

  /** What the README of another time said, or what is shorter. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          cloud-instance-type: c1.8                    | cloud_instance_types { name: "c1.8" }
          cloud-instance-types: c1.8                   | cloud_instance_types { name: "c1.8" }
          env: {vars: {A: b}}                          | env { vars { key: "A" value: "b" } }
          env: {vars: {A: 1, B: no}}                   | env { vars { key: "A" value: "1" } vars { key: "B" value: "no" } }
          env: {docker: bt1aaaaaaaaaaaaaaaaa}          | env { docker_image_resource_id: "bt1aaaaaaaaaaaaaaaaa" }
          env: {docker: system-python-3-10}            | env { docker_image_resource_id: "system-python-3-10" }
          env: {docker: {image: a}}                    | env { docker_image_spec { image_url: "a" } }
          env: {python: {version: 3.11.4}}             | env { python_env { python_version: "3.11" } }
          env: {python: {type: manual, version: 3.9}}  | env { python_env { python_version: "3.9" } }
          env: {python: {requirements-file: reqs.txt}} | env { python_env { requirements: "numpy==1.26" requirements: "pandas>=2, <3" } }
          env: {python: {pip: {index-url: u, extra-index-urls: [a, b], trusted-hosts: [h], no-deps: 'true'}}} | env { python_env { pip_options { index_url: "u" extra_index_urls: "a" extra_index_urls: "b" trusted_hosts: "h" no_deps: true } } }
          working-storage: {type: SSD, size: 1Tb}      | extended_working_storage { type: SSD size_gb: 1024 }
          working-storage: {size: 102401 MB}           | extended_working_storage { type: SSD size_gb: 101 }
          working-storage: {size: 100.5GiB}            | extended_working_storage { type: SSD size_gb: 101 }
          graceful-shutdown: {timeout: 1m30s}          | graceful_shutdown_parameters { timeout { seconds: 90 } }
          graceful-shutdown: {timeout: 15ms}           | graceful_shutdown_parameters { timeout { nanos: 15000000 } }
          graceful-shutdown: {signal: SIGUSR1}         | graceful_shutdown_parameters { signal: 10 }
          spark: {connector: s}                        | spark_parameters { connector_id: "s" }
          datasets: [our-own_id]                       | dataset_ids: "our-own_id"
          """)
  void olderAndShorterFormsAreRead(String yaml, String expected) throws IOException {
    JobParameters wanted = parameters(expected);
    JobParameters.Builder whole = wanted.toBuilder().setCmd("true");
    if (whole.getCloudInstanceTypesCount() == 0) {
      whole.addCloudInstanceTypesBuilder().setName("c1.4");
    }
    assertThat(read("cmd: 'true'\n" + yaml).parameters()).isEqualTo(whole.build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          colour: red                       | line 2, colour: is no key that is known here: there are name, desc,
          cloud-instance-typs: c1.4         | line 2, cloud-instance-typs: is no key that is known here; did you mean cloud-instance-types?
          input: [in.txt]                   | line 2, input: is no key that is known here; did you mean inputs?
          name: [a]                         | line 2, name: wants a text, not a list
          args: [a]                         | line 2, args: wants a map, not a list
          args: {A: {b: c}}                 | line 2, args.A: wants a text, not a map
          args: {'a b': c}                  | line 2, args.a b: 'a b' is no name of a variable: 1 to 50 of letters, digits, _ and -
          args: {DS_PROJECT_HOME: c}        | line 2, args.DS_PROJECT_HOME: DS_PROJECT_HOME is the project disk's name
          inputs: in.txt                    | line 2, inputs: wants a list, not a text
          inputs: [[a]]                     | line 2, inputs: wants items such as 'name', 'name: VAR' or 'name: {var: VAR}'
          inputs: [{a: B, c: D}]            | line 2, inputs: wants items such as
          inputs: [{in.txt: {vra: X}}]      | line 2, inputs.in.txt.vra: is no key that is known here; did you mean var?
          inputs: [nix.txt]                 | line 2, inputs: there is no file or directory 'nix.txt': looked for
          inputs: [/etc/hostname]           | line 2, inputs: '/etc/hostname' is absolute: make it relative
          inputs: [../x/../in.txt]          | line 2, inputs: there is no file or directory
          outputs: [../out]                 | line 2, outputs: '../out' climbs with '..':
          outputs: [a, ./a]                 | line 2, outputs: './a' is declared twice
          args: {A: a}\\noutputs: [{o: A}]  | line 3, outputs: A is declared twice: files, arguments, mounts and datasets
          datasets: [a b]                   | line 2, datasets: 'a b' is no id: 1 to 50 characters without space, '/' and ':'
          s3-mounts: [x]\\ndatasets: [x]    | line 3, datasets: x is declared twice
          env: {var: {A: b}}                | line 2, env.var: is no key that is known here; did you mean vars?
          env: {vars: [NOT_SET]}            | line 2, env.vars: NOT_SET is to be taken from the environment, where it is not set
          env: {docker: {image: i, password: secret}} | line 2, env.docker.password: must not stand here in clear text
          env: {docker: {username: u}}      | line 2, env.docker: wants image
          env: {python: manual}             | line 2, env.python: wants auto, or a map, not 'manual'
          env: {python: {auto: true}}       | line 2, env.python.auto: is no longer understood: write python: auto
          env: {python: {version: 2.7}}     | line 2, env.python.version: '2.7' is no version such as 3.11 or 3.11.4
          env: {python: {type: magic}}      | line 2, env.python.type: 'magic' is neither auto nor manual
          env: {python: {requirements-file: no.txt}} | line 2, env.python.requirements-file: there is no file or directory 'no.txt'
          env: {python: {requirements-file: optional.txt}} | /optional.txt has the option '-e .': options of pip go under env.python.pip
          env: {python: {root-paths: [lib], local-paths: [lib]}} | line 2, env.python.local-paths: cannot stand beside root-paths
          env: {python: {pip: {no-deps: yes}}} | line 2, env.python.pip.no-deps: 'yes' is neither true nor false
          flags: [attach-disk]              | line 2, flags: 'attach-disk' is no flag: there is attach-project-disk
          cloud-instance-types: []          | line 2, cloud-instance-types: names no instance type
          cloud-instance-type: a\\ncloud-instance-types: [b] | line 2, cloud-instance-type: cannot stand beside cloud-instance-types
          working-storage: {size: 99Gb}     | line 2, working-storage.size: must be between 100Gb and 10Tb: 99Gb
          working-storage: {size: 11Tb}     | line 2, working-storage.size: must be between 100Gb and 10Tb: 11Tb
          working-storage: {size: 150}      | line 2, working-storage.size: '150' is no size such as 150Gb
          working-storage: {type: HDD, size: 150Gb} | line 2, working-storage.type: 'HDD' is no kind of storage
          working-storage: {type: SSD}      | line 2, working-storage: wants size
          graceful-shutdown: {signal: SIGKILL} | line 2, graceful-shutdown.signal: 'SIGKILL' is no signal
          graceful-shutdown: {timeout: 5s1m} | line 2, graceful-shutdown.timeout: '5s1m' is no duration such as
          output-datasets: [{name: a, var: A}] | line 2, output-datasets: wants size
          output-datasets: [{name: a, var: A, size: 1Gb}, {name: a, var: B, size: 1Gb}] | line 2, output-datasets: has two datasets of the name 'a'
          spark: {connector: {ids: a}}      | line 2, spark.connector.ids: is no key that is known here; did you mean id?
          name: a\\nname: b                 | line 3, name: is there twice
          name: 'a                          | line 2: is no YAML: found unexpected end of stream
          """)
  void whatIsWrongIsNamedWithItsLine(String yaml, String message) {
    assertThatThrownBy(() -> read("cmd: 'true'\n" + yaml.replace("\\n", "\n")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          name: x                                | config line 1, cmd: is required: there is nothing to run
          cmd: ' '                               | config line 1, cmd: must not be empty
          [a]                                    | config line 1: wants a map, not a list
          # nothing                              | config line 1: is empty: a job needs cmd at least
          cmd: run ${DATA}                       | config line 1, cmd: names ${DATA}, which is not in the config; for a shell variable write $DATA
          {args: {DATE: x}, cmd: 'run ${DATA}'}  | config line 1, cmd: names ${DATA}, which is not in the config; did you mean DATE?; for a shell variable write $DATA
          cmd: ls ${DS_PROJECT_HOME}             | config line 1, cmd: names ${DS_PROJECT_HOME}, which is not in the config: it needs the flag attach-project-disk; for
          """)
  void aJobNeedsACommandThatKnowsItsVariables(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml)).hasMessageStartingWith(message);
  }

  @Test
  void aPartMayLackTheCommandAndTheVariablesOfIt() {
    assertThat(ConfigYaml.readPart("name: x", root, ENVIRONMENT).parameters())
        .isEqualTo(JobParameters.getDefaultInstance());
    assertThat(ConfigYaml.readPart("cmd: run ${DATA}", root, ENVIRONMENT).parameters().getCmd())
        .isEqualTo("run ${DATA}");
  }

  @Test
  void moreThanAHundredFilesAreRefused() {
    String outputs = "- o%d\n".repeat(101).formatted((Object[]) numbers(101));
    assertThatThrownBy(() -> read("cmd: x\noutputs:\n" + outputs))
        .hasMessage("config line 3, outputs: has 101 items; there may be 100");
  }

  @Test
  void autoSendsTheScriptAndTheModulesThatItImports() {
    JobConfig config = read("cmd: python3 -u train.py --in x\nenv: {python: auto}");
    assertThat(config.parameters().getEnv().getPythonEnv().getPythonVersion())
        .isEqualTo(LocalPython.version().orElseThrow());
    assertThat(config.parameters().getInputFilesList())
        .extracting(file -> file.getDesc().getPath())
        .containsExactly("train.py");
    assertThat(config.localModules())
        .containsExactly(root.resolve("features"), root.resolve("util.py"));
  }

  @Test
  void autoReadsRequirementsTxt() throws IOException {
    Files.writeString(root.resolve("requirements.txt"), "requests\n");
    assertThat(
            read("cmd: python3 train.py\nenv: {python: {type: auto, version: '3.11'}}")
                .parameters()
                .getEnv()
                .getPythonEnv()
                .getRequirementsList())
        .containsExactly("requests");
  }

  @Test
  void rootPathsTellWhereModulesAreSearched() {
    JobConfig config =
        read("cmd: python3 train.py\nenv: {python: {version: '3.11', root-paths: [., lib]}}");
    assertThat(config.localModules())
        .containsExactly(
            root.resolve("features"), root.resolve("util.py"), root.resolve("lib/deep"));
  }

  @Test
  void localPathsAreSentAndNothingElse() {
    JobConfig config =
        read("cmd: python3 train.py\nenv: {python: {version: '3.11', local-paths: [lib/deep]}}");
    assertThat(config.localModules()).containsExactly(root.resolve("lib/deep"));
    assertThat(config.parameters().getInputFilesCount()).isZero();
  }

  @Test
  void modulesThatAreInputsAreNotSentTwice() {
    JobConfig config =
        read(
            "cmd: python3 train.py\ninputs: [util.py, train.py]\n"
                + "env: {python: {version: '3.11', root-paths: [.]}}");
    assertThat(config.localModules()).containsExactly(root.resolve("features"));
    assertThat(config.parameters().getInputFilesCount()).isEqualTo(2);
  }

  private static Integer[] numbers(int count) {
    Integer[] numbers = new Integer[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i;
    }
    return numbers;
  }

  private JobConfig read(String yaml) {
    return ConfigYaml.read(yaml, root, ENVIRONMENT);
  }

  private static JobParameters parameters(String text) throws IOException {
    return TextFormat.parse(text, JobParameters.class);
  }
}
